/** Where a workspace's posts can go. Settings stay inside: they may hold secrets. */
import { z } from 'zod'
import type { AllowedWorkspace } from '#domain/services/access.ts'
import type { Tx } from '#prisma/client.ts'

export const ChannelView = z
  .object({ id: z.string(), kind: z.string(), name: z.string(), enabled: z.boolean() })
  .meta({ id: 'Channel' })
export type ChannelView = z.infer<typeof ChannelView>

/** The built-in site first. */
export async function listChannels(db: Tx, { workspaceId }: AllowedWorkspace<'read'>): Promise<ChannelView[]> {
  return db.channel.findMany({
    where: { workspaceId },
    select: { id: true, kind: true, name: true, enabled: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
}
