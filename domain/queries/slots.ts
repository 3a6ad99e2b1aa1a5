/** The next times of the week that no post has yet. */
import { z } from 'zod'
import { Slots } from '#domain/contract/inputs/workspaces.ts'
import type { AllowedWorkspace } from '#domain/services/access.ts'
import { databaseNow } from '#domain/services/database-clock.ts'
import { freeSlots } from '#domain/services/slots.ts'
import type { Tx } from '#prisma/client.ts'

export const SlotView = z
  .object({
    /** ISO 8601 in UTC. */
    at: z.string(),
    timeZone: z.string(),
  })
  .meta({ id: 'Slot' })
export type SlotView = z.infer<typeof SlotView>

/** None for a workspace that has chosen no times. */
export async function findFreeSlots(
  db: Tx,
  { workspaceId }: AllowedWorkspace<'read'>,
  { most, after }: { readonly most: number; readonly after?: Date | undefined },
): Promise<SlotView[]> {
  const workspace = await db.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { slots: true } })
  const slots = Slots.nullable().parse(workspace.slots)
  if (!slots) return []
  const now = await databaseNow(db)
  const from = after && after > now ? after : now
  const planned = await db.post.findMany({
    where: { workspaceId, state: 'scheduled', scheduledAt: { gt: from } },
    select: { scheduledAt: true },
  })
  const taken = new Set(planned.map(({ scheduledAt }) => scheduledAt?.getTime() ?? 0))
  return freeSlots(slots, { after: from, taken, most }).map(at => ({
    at: at.toISOString(),
    timeZone: slots.timeZone,
  }))
}
