/** A workspace as its members see it. */
import { z } from 'zod'
import { COMMENT_POLICIES } from '#domain/contract/engagement.ts'
import { APPROVAL_POLICIES, Slots } from '#domain/contract/inputs/workspaces.ts'
import type { AllowedWorkspace } from '#domain/services/access.ts'
import type { Tx } from '#prisma/client.ts'

export const WorkspaceView = z
  .object({
    id: z.string(),
    name: z.string(),
    slug: z.string(),
    approvalPolicy: z.enum(APPROVAL_POLICIES),
    graceMinutes: z.number().int(),
    commentPolicy: z.enum(COMMENT_POLICIES),
    slots: Slots.nullable(),
  })
  .meta({ id: 'Workspace' })
export type WorkspaceView = z.infer<typeof WorkspaceView>

export async function getWorkspace(db: Tx, { workspaceId }: AllowedWorkspace<'read'>): Promise<WorkspaceView> {
  const row = await db.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: {
      id: true,
      name: true,
      slug: true,
      approvalPolicy: true,
      graceMinutes: true,
      commentPolicy: true,
      slots: true,
    },
  })
  return WorkspaceView.parse(row)
}
