/** A delivery's row → its channel and what is sent there, or why nothing can be. */
import { siteUrlOf } from '#domain/contract/site-url.ts'
import { openChannelSecret, parseChannelSettings } from '#domain/services/channels.ts'
import { SecretUnreadable } from '#domain/services/sealed-secret.ts'
import { carriedImages } from '#domain/text/carried-images.ts'
import type { JsonNode } from '#domain/text/document.ts'
import { channelTextOf, type Fields, tagsOf } from '#domain/text/post-fields.ts'
import type { Db } from '#prisma/client.ts'
import type { Channel as ChannelRow } from '#prisma/generated/client.ts'
import type { Account, Channel, PublishRequest } from './channels/channel.ts'

export type RequestContext = {
  readonly db: Db
  readonly channels: ReadonlyMap<string, Channel>
  /** Origin of the built-in site. */
  readonly publicUrl: string
  /** Opens the secrets of channels. */
  readonly authSecret: string
}

type Ready = {
  readonly channel: Channel
  readonly request: Omit<PublishRequest, 'heard'>
  /** Why nothing goes there now, though it may still be asked; null where it is open. */
  readonly closed: string | null
}

export async function findRequest(
  context: RequestContext,
  deliveryId: string,
  signal: AbortSignal,
): Promise<Ready | { readonly refused: string }> {
  const { db, publicUrl } = context
  const delivery = await db.delivery.findUniqueOrThrow({
    where: { id: deliveryId },
    include: { channel: true, post: { include: { workspace: true } } },
  })
  const ready = findChannel(context, delivery.channel)
  if ('refused' in ready) return ready
  const version = await db.postVersion.findUniqueOrThrow({ where: { id: delivery.versionId } })
  const goesToSite = await db.delivery.count({
    where: { versionId: version.id, channel: { kind: 'site' }, state: { not: 'failed' } },
  })
  const { post } = delivery
  const fields = version.fields as Fields
  const { workspace } = post
  return {
    channel: ready.channel,
    closed: closedWords(delivery.channel),
    request: {
      ...ready.account,
      channelId: delivery.channelId,
      workspaceId: post.workspaceId,
      workspaceSlug: workspace.slug,
      workspaceName: workspace.name,
      postId: post.id,
      postSlug: post.slug,
      versionId: version.id,
      versionAt: version.createdAt,
      title: version.title,
      // Written by insertVersion from jsonOf: it is a document of the schema.
      content: version.content as JsonNode,
      channelText: channelTextOf(fields, delivery.channelId),
      tags: tagsOf(fields),
      images: carriedImages(version.content as JsonNode, fields),
      contentHash: version.contentHash,
      siteUrl: goesToSite > 0 ? siteUrlOf(publicUrl, workspace.slug, post.slug) : null,
      idempotencyKey: delivery.idempotencyKey,
      attempt: delivery.attempts,
      signal,
    },
  }
}

/** The channel behind a row, with what it is set up with. */
export function findChannel(
  { channels, authSecret }: Pick<RequestContext, 'channels' | 'authSecret'>,
  row: ChannelRow,
): { readonly channel: Channel; readonly account: Account } | { readonly refused: string } {
  if (row.removedAt) return { refused: 'This channel was removed.' }
  const channel = channels.get(row.kind)
  if (!channel) return { refused: `This server has no channel of the kind ${row.kind}.` }
  const settings = parseChannelSettings(row.kind, row.settings)
  if (settings === null) return { refused: 'The settings of this channel cannot be read. Save them again in Settings.' }
  try {
    return { channel, account: { settings, secret: openChannelSecret(row, authSecret) } }
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error
    return { refused: 'The secret of this channel cannot be read: AUTH_SECRET was changed. Renew it in Settings.' }
  }
}

function closedWords({ enabled, name }: ChannelRow): string | null {
  return enabled ? null : `${name} is switched off. Switch it on in Settings, or leave it out.`
}
