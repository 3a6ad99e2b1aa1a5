/** The text of a post, as it is committed now or as a version froze it. */
import { createRoute, z } from '@hono/zod-openapi'
import { getVersion } from '#domain/queries/versions.ts'
import { requirePost } from '#domain/services/access.ts'
import { readPostText } from '#domain/services/versions.ts'
import { canonicalJson } from '#domain/text/hash.ts'
import { htmlOf } from '#domain/text/html.ts'
import { markdownOf } from '#domain/text/markdown.ts'
import type { Api, ApiOptions } from './context.ts'
import { PostParams, problems, VersionNumber } from './route-parts.ts'

const FORMATS = ['json', 'html', 'markdown'] as const
const text = { schema: z.string() }

const getRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/content',
  tags: ['Posts'],
  summary: 'The text of a post',
  description:
    'JSON is the ProseMirror document in canonical form: its sha-256 is in the header `x-content-hash`. HTML and Markdown are the text without the title.',
  request: {
    params: PostParams,
    query: z.object({
      format: z.enum(FORMATS).default('json'),
      /** Number of a frozen version; the committed text if left out. */
      version: VersionNumber.optional(),
    }),
  },
  responses: {
    200: {
      description: 'The text',
      content: {
        'application/json': { schema: z.looseObject({ type: z.literal('doc') }) },
        'text/html': text,
        'text/markdown': text,
      },
    },
    ...problems,
  },
})

export function contentRoutes(api: Api, { db, log }: ApiOptions): void {
  api.openapi(getRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'read')
    const { format, version } = c.req.valid('query')
    const { content, contentHash } =
      version === undefined ? await readPostText(log, post.postId) : await getVersion(db, post, version)
    const headers = { 'x-content-hash': contentHash, 'x-content-type-options': 'nosniff' }
    switch (format) {
      case 'json':
        return c.body(canonicalJson(content), 200, { ...headers, 'content-type': 'application/json; charset=utf-8' })
      case 'markdown':
        return c.body(markdownOf(content), 200, { ...headers, 'content-type': 'text/markdown; charset=utf-8' })
      case 'html':
        // People wrote it: as a page of its own it may run nothing.
        return c.body(htmlOf(content), 200, {
          ...headers,
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': "default-src 'none'; sandbox",
        })
    }
  })
}
