/** Where posts of the workspace on screen can go, and who may change that. */
import { can } from '#domain/contract/roles.ts'
import { type ChannelView, listChannels } from '#domain/queries/channels.ts'
import { listMembers } from '#domain/queries/members.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { loadHere, loadViewer } from '#web/features/workspace/load.ts'
import { serverContext } from '#web/server-context.ts'

export type ChannelsPageData = {
  readonly channels: readonly ChannelView[]
  /** Names of people who may change channels. */
  readonly managers: readonly string[]
}

export async function loadChannels(): Promise<ChannelsPageData> {
  const here = await loadHere()
  if (!here) return { channels: [], managers: [] }
  const { db } = serverContext()
  const { user } = await loadViewer()
  const workspace = await requireWorkspace(db, { userId: user.id, sessionId: null }, here.workspace.id, 'read')
  const [channels, members] = await Promise.all([listChannels(db, workspace), listMembers(db, workspace)])
  return { channels, managers: members.filter(({ role }) => can(role, 'manage')).map(({ name }) => name) }
}
