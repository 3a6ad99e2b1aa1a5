/** Frozen versions of a post. */
import { createRoute, z } from '@hono/zod-openapi'
import { getPostWithText } from '#domain/queries/posts.ts'
import { getVersion, listVersions, VersionView } from '#domain/queries/versions.ts'
import { requirePost } from '#domain/services/access.ts'
import { bringBack } from '#domain/services/bring-back.ts'
import { readPostText } from '#domain/services/versions.ts'
import { countChanges, differencesOf } from '#domain/text/difference.ts'
import type { Api, ApiOptions } from './context.ts'
import { BroughtBack, json, PostParams, pageOf, problems, VersionNumber, writeProblems } from './route-parts.ts'

const listRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/versions',
  tags: ['Posts'],
  summary: 'Frozen versions, newest first',
  request: { params: PostParams },
  responses: { 200: { description: 'All of them', content: json(pageOf(VersionView)) }, ...problems },
})

const FullVersion = VersionView.extend({
  content: z.looseObject({ type: z.string() }),
  /** What was frozen beside the text: tags, address, cover, channel texts. */
  fields: z.record(z.string(), z.unknown()),
}).meta({ id: 'FullVersion' })

const getRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/versions/{version}',
  tags: ['Posts'],
  summary: 'One frozen version with its text',
  request: { params: PostParams.extend({ version: VersionNumber }) },
  responses: { 200: { description: 'The version', content: json(FullVersion) }, ...problems },
})

const restoreRoute = createRoute({
  method: 'post',
  path: '/posts/{id}/versions/{version}/restore',
  tags: ['Posts'],
  summary: 'Bring back the text of a version',
  description:
    'As a new edit by you, which can be undone: comments and carets stay where their words stay. Tags, address, cover and channel texts become what they were, too. The status does not change.',
  request: { params: PostParams.extend({ version: VersionNumber }) },
  responses: { 200: { description: 'The post after it', content: json(BroughtBack) }, ...writeProblems },
})

const Part = z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() })
const DifferencesView = z
  .object({
    /** Blocks that are not the same. */
    changes: z.number().int(),
    /** In the order of the newer text; what is gone stands where it was. */
    blocks: z.array(
      z.object({ kind: z.enum(['same', 'added', 'removed', 'changed']), block: z.string(), parts: z.array(Part) }),
    ),
  })
  .meta({ id: 'Differences' })

const diffRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/versions/{version}/diff/{other}',
  tags: ['Posts'],
  summary: 'What differs between two versions',
  description: 'From `version` to `other`, which is a number or `draft`: the text as it is committed now.',
  request: {
    params: PostParams.extend({ version: VersionNumber, other: z.union([z.literal('draft'), VersionNumber]) }),
  },
  responses: { 200: { description: 'Block by block, word by word', content: json(DifferencesView) }, ...problems },
})

export function versionRoutes(api: Api, { db, log }: ApiOptions): void {
  api.openapi(listRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'read')
    return c.json({ items: await listVersions(db, post), nextCursor: null }, 200)
  })

  api.openapi(getRoute, async c => {
    const { id, version } = c.req.valid('param')
    const post = await requirePost(db, c.get('principal'), id, 'read')
    const { content, fields, ...facts } = await getVersion(db, post, version)
    return c.json({ ...facts, content: { ...content }, fields: { ...fields } }, 200)
  })

  api.openapi(restoreRoute, async c => {
    const { id, version } = c.req.valid('param')
    const principal = c.get('principal')
    const mayEdit = await requirePost(db, principal, id, 'edit')
    const post = await requirePost(db, principal, id, 'read')
    const { number, ...frozen } = await getVersion(db, post, version)
    const told = { kind: 'version_restored', data: { version: number } } as const
    const change = await bringBack({ db, log }, mayEdit, frozen, told)
    const view = await getPostWithText({ db, log }, post)
    return c.json({ ...view, change }, 200, { etag: `"${view.rev}"` })
  })

  api.openapi(diffRoute, async c => {
    const { id, version, other } = c.req.valid('param')
    const post = await requirePost(db, c.get('principal'), id, 'read')
    const older = await getVersion(db, post, version)
    const newer = other === 'draft' ? await readPostText(log, post.postId) : await getVersion(db, post, other)
    const blocks = differencesOf(older.content, newer.content)
    return c.json(
      { changes: countChanges(blocks), blocks: blocks.map(block => ({ ...block, parts: [...block.parts] })) },
      200,
    )
  })
}
