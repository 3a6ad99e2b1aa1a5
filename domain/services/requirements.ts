/** What channels ask of a version before anything is promised: said when it is planned, not when it has failed. */
import { AppError } from '#domain/contract/errors.ts'
import { siteUrlOf } from '#domain/contract/site-url.ts'
import type { JsonNode } from '#domain/text/document.ts'
import { findNetwork, type Network, networkText, problemWords } from '#domain/text/network-text.ts'
import { channelTextOf, type Fields } from '#domain/text/post-fields.ts'
import type { Tx } from '#prisma/client.ts'

type Planned = {
  readonly versionId: string
  readonly channelIds: readonly string[]
  /** Origin of the public site: a link to it may be a part of the text. */
  readonly publicUrl: string
}

/**
 * Compares the version with what each chosen network takes, the text as the job would send it.
 * @throws {AppError} does_not_fit with `{channels: [{channelId, name, kind, problem, length, limit, message}]}`
 */
export async function requireFits(tx: Tx, { versionId, channelIds, publicUrl }: Planned): Promise<void> {
  const channels = await tx.channel.findMany({
    where: { id: { in: [...channelIds] } },
    select: { id: true, name: true, kind: true },
    orderBy: { createdAt: 'asc' },
  })
  const short = channels.flatMap(channel => {
    const network = findNetwork(channel.kind)
    return network ? [{ ...channel, network }] : []
  })
  if (short.length === 0) return
  const { title, content, fields, post } = await tx.postVersion.findUniqueOrThrow({
    where: { id: versionId },
    select: {
      title: true,
      content: true,
      fields: true,
      post: { select: { slug: true, workspace: { select: { slug: true } } } },
    },
  })
  const isOnSite = channels.some(({ kind }) => kind === 'site')
  const url = isOnSite ? siteUrlOf(publicUrl, post.workspace.slug, post.slug) : null
  const problems = short.flatMap(({ id, name, kind, network }) => {
    const own = channelTextOf(fields as Fields, id)
    return problemOf(network, { channelId: id, name, kind }, { title, content: content as JsonNode, own, url })
  })
  if (problems.length === 0) return
  const message = problems.map(({ name, message: words }) => `${name}: ${words}`).join(' ')
  throw new AppError('does_not_fit', { message, details: { channels: problems } })
}

function problemOf<C extends object>(network: Network, channel: C, post: Parameters<typeof networkText>[1]) {
  const text = networkText(network, post)
  const message = problemWords(network, text)
  const { problem, length, limit } = text
  return message === null ? [] : [{ ...channel, problem, length, limit, message }]
}
