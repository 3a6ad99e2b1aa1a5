/** What channels ask of a text before anything is promised: said when it is planned, not when it has failed. */
import { AppError } from '#domain/contract/errors.ts'
import { siteUrlOf } from '#domain/contract/site-url.ts'
import type { JsonNode } from '#domain/text/document.ts'
import { findNetwork, type NetworkText, networkText, problemWords } from '#domain/text/network-text.ts'
import { channelTextOf, type Fields } from '#domain/text/post-fields.ts'
import type { Tx } from '#prisma/client.ts'

type Planned = {
  readonly channelIds: readonly string[]
  /** Origin of the public site: a link to it may be a part of the text. */
  readonly publicUrl: string
}

type Text = {
  readonly postId: string
  readonly title: string
  readonly content: JsonNode
  readonly fields: Fields
}

type Misfit = Pick<NetworkText, 'problem' | 'length' | 'limit'> & {
  readonly channelId: string
  readonly name: string
  readonly kind: string
  /** What is wrong and what to do. */
  readonly message: string
}

/** @throws {AppError} does_not_fit with `{channels: Misfit[]}` */
export async function requireFits(tx: Tx, { versionId, ...planned }: Planned & { versionId: string }): Promise<void> {
  const version = await tx.postVersion.findUniqueOrThrow({
    where: { id: versionId },
    select: { postId: true, title: true, content: true, fields: true },
  })
  const { content, fields } = version
  const text = { ...version, content: content as JsonNode, fields: fields as Fields }
  const misfits = await findMisfits(tx, text, planned)
  if (misfits.length === 0) return
  const message = misfits.map(({ name, message: words }) => `${name}: ${words}`).join(' ')
  throw new AppError('does_not_fit', { message, details: { channels: misfits } })
}

/** Chosen channels that would not take the text, each as the job would send it. */
export async function findMisfits(
  tx: Tx,
  { postId, title, content, fields }: Text,
  { channelIds, publicUrl }: Planned,
): Promise<Misfit[]> {
  const { slug, workspace } = await tx.post.findUniqueOrThrow({
    where: { id: postId },
    select: { slug: true, workspace: { select: { id: true, slug: true } } },
  })
  const channels = await tx.channel.findMany({
    where: { id: { in: [...channelIds] }, workspaceId: workspace.id },
    select: { id: true, name: true, kind: true },
    orderBy: { createdAt: 'asc' },
  })
  const isOnSite = channels.some(({ kind }) => kind === 'site')
  const url = isOnSite ? siteUrlOf(publicUrl, workspace.slug, slug) : null
  return channels.flatMap(({ id, name, kind }) => {
    const network = findNetwork(kind)
    if (!network) return []
    const text = networkText(network, { title, content, own: channelTextOf(fields, id), url })
    const message = problemWords(network, text)
    const { problem, length, limit } = text
    return message === null ? [] : [{ channelId: id, name, kind, problem, length, limit, message }]
  })
}
