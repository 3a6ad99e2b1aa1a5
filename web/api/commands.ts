/** Status commands: POST /posts/{id}/{command}, one route a command, all by the same way. */
import { createRoute } from '@hono/zod-openapi'
import { COMMAND_INPUTS, toCommandCall } from '#domain/contract/inputs/posts.ts'
import { getPostWithText, PostView } from '#domain/queries/posts.ts'
import { requirePost } from '#domain/services/access.ts'
import { runCommand } from '#domain/services/lifecycle.ts'
import type { Api, ApiOptions } from './context.ts'
import { IfMatch, json, PostParams, revOf, writeProblems } from './route-parts.ts'

/** Delete is the DELETE method. */
type PostedCommand = Exclude<keyof typeof COMMAND_INPUTS, 'delete'>

const SUMMARIES: Record<PostedCommand, string> = {
  submit: 'Ask for review',
  'request-changes': 'Ask for changes',
  approve: 'Approve the text as it is now',
  schedule: 'Publish at a time',
  unschedule: 'Take off the schedule',
  publish: 'Publish now: of an approved post exactly the approved text',
  retry: 'Try the failed channels again',
  confirm: 'Say whether it went out on a channel that gave no answer, or leave out one that failed',
  archive: 'Put into the archive',
  restore: 'Take out of the archive or the bin',
}

const NEEDS_BODY: ReadonlySet<PostedCommand> = new Set(['schedule', 'publish', 'confirm'])

export function commandRoutes(api: Api, { db, log, config: { publicUrl } }: ApiOptions): void {
  for (const command of Object.keys(SUMMARIES) as PostedCommand[]) {
    const input = COMMAND_INPUTS[command]
    const route = createRoute({
      method: 'post',
      path: `/posts/{id}/${command}`,
      tags: ['Status'],
      summary: SUMMARIES[command],
      request: {
        params: PostParams,
        headers: IfMatch,
        body: { required: NEEDS_BODY.has(command), content: json(input) },
      },
      responses: { 200: { description: 'The post after it', content: json(PostView) }, ...writeProblems },
    })
    api.openapi(route, async c => {
      const principal = c.get('principal')
      const { id } = c.req.valid('param')
      const post = await requirePost(db, principal, id, 'read')
      const rev = revOf(c.req.valid('header')['if-match'])
      await runCommand({ db, log }, post, toCommandCall(command, c.req.valid('json')), { rev, publicUrl })
      const view = await getPostWithText({ db, log }, post)
      return c.json(view, 200, { etag: `"${view.rev}"` })
    })
  }
}
