/** What admins decide about a workspace. */
import type { ChangeWorkspace } from '#domain/contract/inputs/workspaces.ts'
import type { Db } from '#prisma/client.ts'
import { Prisma } from '#prisma/generated/client.ts'
import type { AllowedWorkspace } from './access.ts'
import { recordActivity } from './activity.ts'
import { transact } from './transact.ts'

export async function changeWorkspace(
  db: Db,
  { workspaceId, userId }: AllowedWorkspace<'manage'>,
  changes: ChangeWorkspace,
): Promise<void> {
  await transact(db, async (tx, emit) => {
    const { slots, ...facts } = changes
    await tx.workspace.update({
      where: { id: workspaceId },
      data: { ...facts, ...(slots !== undefined && { slots: slots ?? Prisma.DbNull }) },
    })
    const data = { ...facts, ...(slots !== undefined && { slots: slots?.times.length ?? 0 }) }
    await recordActivity(tx, { workspaceId, userId, kind: 'settings_changed', data })
    emit({ type: 'workspace.changed', workspaceId })
  })
}
