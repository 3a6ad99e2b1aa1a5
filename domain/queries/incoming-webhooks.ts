/** Where other servers tell what they count. Secrets are never in it. */
import { z } from 'zod'
import type { AllowedIncomingWebhook, AllowedWorkspace } from '#domain/services/access.ts'
import type { Tx } from '#prisma/client.ts'

export const IncomingWebhookView = z
  .object({
    id: z.string(),
    channelId: z.string(),
    /** Where messages are sent to. */
    url: z.string(),
    createdAt: z.string(),
    /** When a message was taken last. */
    lastAt: z.string().nullable(),
  })
  .meta({ id: 'IncomingWebhook' })
export type IncomingWebhookView = z.infer<typeof IncomingWebhookView>

export async function listIncomingWebhooks(
  db: Tx,
  { workspaceId }: AllowedWorkspace<'manage'>,
  publicUrl: string,
): Promise<IncomingWebhookView[]> {
  const rows = await db.incomingWebhook.findMany({
    where: { channel: { workspaceId, removedAt: null } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: FIELDS,
  })
  return rows.map(row => toView(row, publicUrl))
}

export async function getIncomingWebhook(
  db: Tx,
  { webhookId }: AllowedIncomingWebhook<'manage'>,
  publicUrl: string,
): Promise<IncomingWebhookView> {
  return toView(await db.incomingWebhook.findUniqueOrThrow({ where: { id: webhookId }, select: FIELDS }), publicUrl)
}

const FIELDS = { id: true, channelId: true, createdAt: true, lastAt: true } as const
type Row = {
  readonly id: string
  readonly channelId: string
  readonly createdAt: Date
  readonly lastAt: Date | null
}

function toView({ id, channelId, createdAt, lastAt }: Row, publicUrl: string): IncomingWebhookView {
  return {
    id,
    channelId,
    url: new URL(`/api/v1/webhooks/in/${id}`, publicUrl).href,
    createdAt: createdAt.toISOString(),
    lastAt: lastAt?.toISOString() ?? null,
  }
}
