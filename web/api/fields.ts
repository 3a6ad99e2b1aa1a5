/** What goes with a text: tags, address, cover, and own texts of channels that take little. */
import { createRoute, z } from '@hono/zod-openapi'
import { ChannelId } from '#domain/contract/ids.ts'
import { BeginChannelText, ChangeFields } from '#domain/contract/inputs/fields.ts'
import { AddressView, findAddress } from '#domain/queries/address.ts'
import { CheckView, findChecks } from '#domain/queries/checks.ts'
import { requirePost } from '#domain/services/access.ts'
import { beginChannelText, changeFields } from '#domain/services/fields.ts'
import { readPostText } from '#domain/services/versions.ts'
import { coverOf, type Fields, TEXT_PREFIX, tagsOf, wantedSlug } from '#domain/text/post-fields.ts'
import type { Api, ApiOptions } from './context.ts'
import { json, jsonBody, PostParams, pageOf, problems, writeProblems } from './route-parts.ts'

const FieldsView = z
  .object({
    tags: z.array(z.string()),
    /** The address that was chosen; null while it follows the title. */
    slug: z.string().nullable(),
    /** Id of a picture. */
    cover: z.string().nullable(),
    coverAlt: z.string(),
    /** By the channel's id; channels that follow the post are not in it. */
    texts: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Fields' })

const answer = { 200: { description: 'All of them', content: json(FieldsView) } }

const getRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/fields',
  tags: ['Posts'],
  summary: 'Tags, address and channel texts of a post',
  request: { params: PostParams },
  responses: { ...answer, ...problems },
})

const patchRoute = createRoute({
  method: 'patch',
  path: '/posts/{id}/fields',
  tags: ['Posts'],
  summary: 'Change tags, address and channel texts',
  description:
    'Stored as an edit by you, beside what others write; what is left out stays. They are frozen with the text, and approved with it.',
  request: { params: PostParams, ...jsonBody(ChangeFields) },
  responses: { ...answer, ...writeProblems },
})

const addressRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/address',
  tags: ['Posts'],
  summary: 'Where the post will be on the public site, and whether that place is free',
  request: {
    params: PostParams,
    query: z.object({
      /** One to try; what follows the title if left out. */
      slug: z.string().max(200).optional(),
    }),
  },
  responses: { 200: { description: 'The address', content: json(AddressView) }, ...problems },
})

const checksRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/checks',
  tags: ['Posts'],
  summary: 'What stands in the way of publishing, before anybody tries',
  request: {
    params: PostParams,
    query: z.object({
      channels: z
        .string()
        .max(50 * 37)
        .transform(ids => ids.split(',').filter(id => id !== ''))
        .pipe(z.array(ChannelId).max(50))
        .default([])
        .openapi({ type: 'string', description: 'Ids of the chosen channels, with commas between them' }),
    }),
  },
  responses: { 200: { description: 'Nothing, where it would go out', content: json(pageOf(CheckView)) }, ...problems },
})

const beginRoute = createRoute({
  method: 'post',
  path: '/posts/{id}/channel-texts',
  tags: ['Posts'],
  summary: 'Give a channel a text of its own',
  description: 'It begins as what the channel would get now. One that is there already stays as it is.',
  request: { params: PostParams, ...jsonBody(BeginChannelText) },
  responses: { ...answer, ...writeProblems },
})

export function fieldRoutes(api: Api, { db, log, config: { publicUrl } }: ApiOptions): void {
  api.openapi(getRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'read')
    return c.json(toView((await readPostText(log, post.postId)).fields), 200)
  })

  api.openapi(patchRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'edit')
    return c.json(toView((await changeFields({ db, log }, post, c.req.valid('json'))).fields), 200)
  })

  api.openapi(addressRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'read')
    return c.json(await findAddress(db, post, { wanted: c.req.valid('query').slug, publicUrl }), 200)
  })

  api.openapi(checksRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'read')
    const { channels: channelIds } = c.req.valid('query')
    return c.json({ items: await findChecks({ db, log }, post, { channelIds, publicUrl }), nextCursor: null }, 200)
  })

  api.openapi(beginRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'edit')
    const { fields } = await beginChannelText({ db, log }, post, c.req.valid('json').channelId)
    return c.json(toView(fields), 200)
  })
}

function toView(fields: Fields): z.infer<typeof FieldsView> {
  const texts = Object.entries(fields).flatMap(([key, value]) =>
    key.startsWith(TEXT_PREFIX) && typeof value === 'string' ? [[key.slice(TEXT_PREFIX.length), value]] : [],
  )
  const cover = coverOf(fields)
  return {
    tags: [...tagsOf(fields)],
    slug: wantedSlug(fields),
    cover: cover?.id ?? null,
    coverAlt: cover?.alt ?? '',
    texts: Object.fromEntries(texts),
  }
}
