/** What you want to hear of and how, and of which posts. */
import { createRoute, z } from '@hono/zod-openapi'
import { NoticeMatrix, WATCHES, WritePostWatch, WritePreferences } from '#domain/contract/inputs/preferences.ts'
import { requirePost } from '#domain/services/access.ts'
import { findPreferences, writePreferences } from '#domain/services/notice-preferences.ts'
import { getWatch, setWatch } from '#domain/services/post-watch.ts'
import type { Api, ApiContext, ApiOptions } from './context.ts'
import { json, jsonBody, PostParams, problems } from './route-parts.ts'

const PreferencesView = z
  .object({
    topics: NoticeMatrix,
    watchOnComment: z.boolean(),
    /** Whether this server can send mail at all. */
    mail: z.object({ isSetUp: z.boolean() }),
  })
  .meta({ id: 'NotificationPreferences' })

const WatchView = z.object({ watch: z.enum(WATCHES), hears: z.boolean() }).meta({ id: 'PostWatch' })

const readRoute = createRoute({
  method: 'get',
  path: '/notification-preferences',
  tags: ['Notifications'],
  summary: 'What you want to hear of, by topic and way',
  responses: { 200: { description: 'All topics', content: json(PreferencesView) }, ...problems },
})

const writeRoute = createRoute({
  method: 'put',
  path: '/notification-preferences',
  tags: ['Notifications'],
  summary: 'Choose what you want to hear of, by topic and way',
  description: [
    'Acts at once, on mails that have not begun too. What is left out is as by default. What does not reach the inbox is',
    'not sent either way; failed and unclear publishing always reaches it.',
  ].join(' '),
  request: jsonBody(WritePreferences),
  responses: { 200: { description: 'All topics', content: json(PreferencesView) }, ...problems },
})

const watchRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/watch',
  tags: ['Notifications'],
  summary: 'Whether you hear of what is said about a post',
  request: { params: PostParams },
  responses: { 200: { description: 'Your choice and what comes of it', content: json(WatchView) }, ...problems },
})

const setWatchRoute = createRoute({
  method: 'put',
  path: '/posts/{id}/watch',
  tags: ['Notifications'],
  summary: 'Watch a post, mute it, or neither',
  description: 'A muted post is quiet but for mentions of you and what waits for you.',
  request: { params: PostParams, ...jsonBody(WritePostWatch) },
  responses: { 200: { description: 'Your choice and what comes of it', content: json(WatchView) }, ...problems },
})

export function notificationPreferenceRoutes(api: Api, { db, config }: ApiOptions): void {
  const mail = { isSetUp: config.smtpUrl !== undefined }
  const view = async (c: ApiContext) => ({ ...(await findPreferences(db, c.get('principal').userId)), mail })

  api.openapi(readRoute, async c => c.json(await view(c), 200))

  api.openapi(writeRoute, async c => {
    await writePreferences(db, c.get('principal').userId, c.req.valid('json'))
    return c.json(await view(c), 200)
  })

  api.openapi(watchRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'read')
    return c.json(await getWatch(db, post), 200)
  })

  api.openapi(setWatchRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'read')
    await setWatch(db, post, c.req.valid('json').watch)
    return c.json(await getWatch(db, post), 200)
  })
}
