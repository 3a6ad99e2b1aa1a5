/** What a channel would get if the post went out now, made by the functions that make it then. */
import { createRoute, z } from '@hono/zod-openapi'
import { AppError } from '#domain/contract/errors.ts'
import { ChannelId } from '#domain/contract/ids.ts'
import { findAddress } from '#domain/queries/address.ts'
import { textToGoOut } from '#domain/queries/checks.ts'
import { findSiteWorkspaceById, type SitePost } from '#domain/queries/public-site.ts'
import { getVersion } from '#domain/queries/versions.ts'
import { type AllowedPost, requirePost } from '#domain/services/access.ts'
import { carriedImages } from '#domain/text/carried-images.ts'
import { mailPage } from '#domain/text/mail-page.ts'
import { findNetwork, networkText } from '#domain/text/network-text.ts'
import { channelTextOf, coverOf, tagsOf, wantedSlug } from '#domain/text/post-fields.ts'
import { webhookMessage } from '#domain/text/webhook-message.ts'
import { previewPage } from '#web/features/public-site/post-page.ts'
import type { Api, ApiContext, ApiOptions } from './context.ts'
import { PostParams, problems } from './route-parts.ts'

const text = { schema: z.string() }

const previewRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/preview',
  tags: ['Posts'],
  summary: 'What a channel would get',
  description:
    'Of an approved or scheduled post the text that goes out, else the text as it is now; or a frozen version, by its number. The page of the public site or of the mail, the message of a webhook, the words for a network. Without a channel, the page of the public site. Nothing is sent.',
  request: {
    params: PostParams,
    query: z.object({ channel: ChannelId.optional(), version: z.coerce.number().int().positive().optional() }),
  },
  responses: {
    200: {
      description: 'As it would go out',
      content: { 'text/html': text, 'application/json': { schema: z.looseObject({}) }, 'text/plain': text },
    },
    ...problems,
  },
})

export function previewRoutes(api: Api, { db, log, config: { publicUrl } }: ApiOptions): void {
  api.openapi(previewRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'read')
    const { workspaceId, postId } = post
    const { channel: asked, version } = c.req.valid('query')
    const channel = await db.channel.findFirst({
      where: { ...(asked ? { id: asked } : { kind: 'site' }), workspaceId, removedAt: null },
      select: { id: true, kind: true },
    })
    const workspace = channel && (await findSiteWorkspaceById(db, workspaceId))
    if (!workspace) throw new AppError('not_found')
    const { title, content, contentHash, fields } = await (version === undefined
      ? textToGoOut({ db, log }, post)
      : getVersion(db, post, version))
    const { slug, url: address } = await findAddress(db, post, { wanted: wantedSlug(fields) ?? undefined, publicUrl })
    const site = await db.channel.count({ where: { workspaceId, kind: 'site', enabled: true } })
    const url = site > 0 ? address : null
    const network = findNetwork(channel.kind)
    if (network) {
      const own = channelTextOf(fields, channel.id)
      return show(c, 'text/plain', networkText(network, { title, content, own, url }).text)
    }
    const versionAt = new Date()
    switch (channel.kind) {
      case 'webhook': {
        const images = carriedImages(content, fields)
        const sent = {
          postId,
          workspaceId,
          postSlug: slug,
          versionAt,
          title,
          content,
          contentHash,
          siteUrl: url,
          images,
        }
        return show(c, 'application/json', JSON.stringify(webhookMessage(sent, publicUrl), null, 2))
      }
      case 'newsletter': {
        const mailed = { title, content, siteUrl: url, workspaceName: workspace.name }
        return show(c, 'text/html', mailPage(mailed, publicUrl, `${publicUrl}/p/${workspace.slug}`))
      }
      default: {
        const author = await authorOf(post)
        const page: SitePost = {
          id: postId,
          workspaceId,
          channelId: channel.id,
          slug,
          title,
          content,
          tags: tagsOf(fields),
          cover: coverOf(fields),
          contentHash,
          ...author,
          publishedAt: versionAt,
          versionAt,
          version: version ?? 0,
        }
        return show(c, 'text/html', String(await previewPage(workspace, page)))
      }
    }
  })

  async function authorOf({ postId }: AllowedPost<'read'>) {
    const { createdById } = await db.post.findUniqueOrThrow({ where: { id: postId }, select: { createdById: true } })
    const person = await db.user.findUnique({ where: { id: createdById }, select: { name: true, color: true } })
    return { author: person?.name ?? '', authorColor: person?.color ?? 1 }
  }
}

/** People wrote it: it may show its pictures and its own style, and run nothing. */
const POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox allow-popups"

function show(c: ApiContext, type: string, body: string) {
  return c.body(body, 200, {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
  })
}
