/** The text of a post: as it is committed now or as a version froze it; and written, as an edit of whoever asks. */
import { createRoute, z } from '@hono/zod-openapi'
import { CONTENT_FORMATS, ContentParts } from '#domain/contract/inputs/content.ts'
import { getVersion } from '#domain/queries/versions.ts'
import { requirePost } from '#domain/services/access.ts'
import { writeContent } from '#domain/services/content.ts'
import { readPostText } from '#domain/services/versions.ts'
import type { JsonNode } from '#domain/text/document.ts'
import { canonicalJson } from '#domain/text/hash.ts'
import { htmlOf } from '#domain/text/html.ts'
import { markdownOf } from '#domain/text/markdown.ts'
import { type Format, readTarget } from './content-body.ts'
import type { Api, ApiContext, ApiOptions } from './context.ts'
import { PostParams, problems, VersionNumber, writeProblems } from './route-parts.ts'

const text = { schema: z.string() }
const DocumentJson = z.looseObject({ type: z.literal('doc') })
const formatQuery = z.enum(CONTENT_FORMATS).default('json')
const answer = {
  200: {
    description: 'The text; its sha-256 is in `x-content-hash`',
    content: { 'application/json': { schema: DocumentJson }, 'text/html': text, 'text/markdown': text },
  },
}

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
      format: formatQuery,
      /** Number of a frozen version; the committed text if left out. */
      version: VersionNumber.optional(),
    }),
  },
  responses: { ...answer, ...problems },
})

/** What a body means depends on the format: see content-body.ts. */
const writeRequest = <S extends z.ZodType>(schema: S) => ({
  params: PostParams,
  query: z.object({ format: formatQuery }),
  body: { content: { 'application/json': { schema }, 'text/markdown': text, 'text/html': text } },
})

const AS_AN_EDIT =
  'It is stored as an edit by you, as small as it can be made: what others write meanwhile, their carets and what comments hang on stay. The answer comes after the commit, and is the text as it is then.'

const putRoute = createRoute({
  method: 'put',
  path: '/posts/{id}/content',
  tags: ['Posts'],
  summary: 'Replace the text of a post',
  description: `With \`format=json\` the body is the whole document with its title. With \`markdown\` or \`html\` it is the text below the title as it is (Content-Type text/*), or JSON like \`{"title"?, "markdown": "…"}\`; a title that is left out stays. ${AS_AN_EDIT}`,
  request: writeRequest(z.looseObject({})),
  responses: { ...answer, ...writeProblems },
})

const patchRoute = createRoute({
  method: 'patch',
  path: '/posts/{id}/content',
  tags: ['Posts'],
  summary: 'Change parts of the text of a post',
  description: `JSON with what shall change: \`title\`, \`prepend\` and \`append\` (before the first block, after the last), and \`markdown\`, \`html\` or \`content\` in place of everything below the title. \`prepend\` and \`append\` are Markdown or HTML as \`format\` says, with \`format=json\` a list of nodes. ${AS_AN_EDIT}`,
  request: writeRequest(ContentParts),
  responses: { ...answer, ...writeProblems },
})

export function contentRoutes(api: Api, { db, log }: ApiOptions): void {
  api.openapi(getRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'read')
    const { format, version } = c.req.valid('query')
    const { content, contentHash } =
      version === undefined ? await readPostText(log, post.postId) : await getVersion(db, post, version)
    return show(c, format, { content, contentHash })
  })

  api.openapi(putRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'edit')
    const { format } = c.req.valid('query')
    const target = await readTarget(c, format, 'whole')
    const { text: written } = await writeContent({ db, log }, post, target)
    return show(c, format, written)
  })

  api.openapi(patchRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'edit')
    const { format } = c.req.valid('query')
    const target = await readTarget(c, format, 'parts')
    const { text: written } = await writeContent({ db, log }, post, target)
    return show(c, format, written)
  })
}

function show(
  c: ApiContext,
  format: Format,
  { content, contentHash }: { readonly content: JsonNode; readonly contentHash: string },
) {
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
}
