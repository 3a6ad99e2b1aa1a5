/** Pictures: sent as they are or in a form, one a call; kept in the form that pages show. */
import { createRoute, z } from '@hono/zod-openapi'
import { AppError } from '#domain/contract/errors.ts'
import { PostId, WorkspaceId } from '#domain/contract/ids.ts'
import { IMAGE_WIDTH_MAX, imageFile, imagePath } from '#domain/contract/images.ts'
import { ImageIdText } from '#domain/contract/inputs/images.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { IMAGE_TYPES } from '#domain/images/image-type.ts'
import { requirePost, requireWorkspace } from '#domain/services/access.ts'
import { addImage } from '#domain/services/images.ts'
import { createTokenBuckets } from '#web/token-bucket.ts'
import type { Api, ApiContext, ApiOptions } from './context.ts'
import { invalidInput } from './error-response.ts'
import { json, writeProblems } from './route-parts.ts'

const ImageView = z
  .object({
    id: ImageIdText,
    /** Path of the widest file; narrower ones are beside it. */
    url: z.string(),
    width: z.number().int(),
    height: z.number().int(),
    alt: z.string(),
  })
  .openapi('Image')

const file = { schema: z.string().openapi({ format: 'binary' }) }
/** Described, not parsed by its description: the bytes may have been read already, for the Idempotency-Key. */
const form = {
  schema: {
    type: 'object' as const,
    required: ['file'],
    properties: {
      file: { type: 'string' as const, format: 'binary' },
      alt: { type: 'string' as const, maxLength: LIMITS.altChars },
    },
  },
}
const Alt = z.string().max(LIMITS.altChars)
const FORM = /^multipart\/form-data\b/i

const addRoute = createRoute({
  method: 'post',
  path: '/images',
  tags: ['Images'],
  summary: 'Add a picture',
  description: `The body is the file itself, or a form with the file as \`file\` (\`curl -F file=@storm.jpg\`): JPEG, PNG, WebP, AVIF or a still GIF, at most ${LIMITS.imageBytes / 2 ** 20} MB and ${LIMITS.imagePixels / 1e6} million pixels; what it is, is read from its bytes. It is written anew, without place, camera or anything else that came with it. In a text it is the node \`image {id, alt, caption}\`, in Markdown \`![alt](url "caption")\`, as cover of a post its id. The same file again gives the same picture. Whoever has its address can see it.`,
  request: {
    query: z.object({
      /** The workspace it is for; or \`post\`, for who may write that post. */
      workspace: WorkspaceId.optional(),
      post: PostId.optional(),
      /** What it shows, for those who do not see it. */
      alt: Alt.optional(),
    }),
    body: {
      required: true,
      content: { ...Object.fromEntries(IMAGE_TYPES.map(type => [type, file])), 'multipart/form-data': form },
    },
  },
  responses: {
    201: { description: 'The picture', content: json(ImageView) },
    200: { description: 'This file was there already', content: json(ImageView) },
    ...writeProblems,
  },
})

export function imageRoutes(api: Api, { db, images }: ApiOptions): void {
  const rate = createTokenBuckets({ perSecond: LIMITS.imagesPerMinute / 60, burst: LIMITS.imagesPerMinute })

  api.openapi(addRoute, async c => {
    const allowed = await requirePlace(c, c.req.valid('query'))
    const waitSeconds = rate.take(allowed.userId)
    if (waitSeconds > 0) throw new AppError('rate_limited', { details: { retryAfterSeconds: waitSeconds } })
    const { bytes, alt } = await readPicture(c, c.req.valid('query').alt)
    const { id, width, height, known, ...said } = await addImage({ db, images }, allowed, { bytes, alt })
    const url = imagePath(id, imageFile(id, IMAGE_WIDTH_MAX))
    return c.json({ id, url, width, height, alt: said.alt }, known ? 200 : 201, { location: url })
  })

  function requirePlace(
    c: ApiContext,
    { workspace, post }: { workspace?: WorkspaceId | undefined; post?: PostId | undefined },
  ) {
    if ((workspace === undefined) === (post === undefined)) {
      throw new AppError('invalid_input', { message: 'Say where the picture is for: ?post=<id> or ?workspace=<id>.' })
    }
    const principal = c.get('principal')
    return post === undefined
      ? requireWorkspace(db, principal, workspace as WorkspaceId, 'edit')
      : requirePost(db, principal, post, 'edit')
  }
}

/**
 * The file itself, or that of a form; its words from the address, else from the form.
 * @throws {AppError} invalid_input for a form that cannot be read, has no file, or says too much
 */
async function readPicture(c: ApiContext, said: string | undefined): Promise<{ bytes: Uint8Array; alt: string }> {
  const body = await c.req.arrayBuffer()
  const contentType = c.req.header('content-type') ?? ''
  if (!FORM.test(contentType)) return { bytes: new Uint8Array(body), alt: said ?? '' }
  const sent = await readForm(body, contentType)
  const picture = sent.get('file')
  if (!(picture instanceof File)) {
    throw new AppError('invalid_input', { message: 'The form has no file. Send it as the field “file”.' })
  }
  const alt = Alt.safeParse(said ?? sent.get('alt') ?? '')
  if (!alt.success) throw invalidInput(alt.error)
  return { bytes: new Uint8Array(await picture.arrayBuffer()), alt: alt.data }
}

async function readForm(body: ArrayBuffer, contentType: string): Promise<FormData> {
  try {
    return await new Response(body, { headers: { 'content-type': contentType } }).formData()
  } catch (cause) {
    throw new AppError('invalid_input', { cause, message: 'The form cannot be read. Send it as multipart/form-data.' })
  }
}
