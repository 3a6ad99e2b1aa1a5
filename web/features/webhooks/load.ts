/** Where other servers tell what they count for channels of the workspace on screen. */
import { can } from '#domain/contract/roles.ts'
import { type ChannelView, listChannels } from '#domain/queries/channels.ts'
import { type IncomingWebhookView, listIncomingWebhooks } from '#domain/queries/incoming-webhooks.ts'
import { listMembers } from '#domain/queries/members.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { loadHere, loadViewer } from '#web/features/workspace/load.ts'
import { serverContext } from '#web/server-context.ts'

export type WebhooksPageData = {
  /** Null for who may not see them. */
  readonly webhooks: readonly IncomingWebhookView[] | null
  readonly channels: readonly Pick<ChannelView, 'id' | 'name'>[]
  /** Names of people who may see and change them. */
  readonly managers: readonly string[]
}

export async function loadWebhooks(): Promise<WebhooksPageData> {
  const here = await loadHere()
  if (!here) return { webhooks: null, channels: [], managers: [] }
  const { db, config } = serverContext()
  const { user } = await loadViewer()
  const principal = { userId: user.id, sessionId: null }
  const workspace = await requireWorkspace(db, principal, here.workspace.id, 'read')
  if (!can(workspace.role, 'manage')) {
    const members = await listMembers(db, workspace)
    const managers = members.filter(({ role }) => can(role, 'manage')).map(({ name }) => name)
    return { webhooks: null, channels: [], managers }
  }
  const managed = await requireWorkspace(db, principal, here.workspace.id, 'manage')
  const [webhooks, channels] = await Promise.all([
    listIncomingWebhooks(db, managed, config.publicUrl),
    listChannels(db, workspace),
  ])
  return { webhooks, channels: channels.map(({ id, name }) => ({ id, name })), managers: [] }
}
