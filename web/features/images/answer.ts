/**
 * The file of a picture, for whoever has its address: in a mail and in a feed reader nobody is signed in. The address is
 * a secret of 130 bits; what is behind it never changes.
 */
import type { Logger } from 'pino'
import { AppError } from '#domain/contract/errors.ts'
import { imageFiles, parseImageId } from '#domain/contract/images.ts'
import { fileType, type ImageStore } from '#domain/images/image-store.ts'

/** A picture may do nothing, wherever it is opened. */
const SAFE = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
}

export async function answerImage(
  { images, logger }: { readonly images: ImageStore; readonly logger: Logger },
  request: Request,
  asked: { readonly id: string; readonly file: string },
): Promise<Response> {
  const id = parseImageId(asked.id)
  if (id === null || !imageFiles(id).includes(asked.file)) return nothing(404, 'There is no such picture.')
  const tag = `"${asked.file}"`
  const headers = { ...SAFE, 'cache-control': 'public, max-age=31536000, immutable', etag: tag }
  try {
    const bytes = await images.find(id, asked.file)
    if (bytes === null) return nothing(404, 'There is no such picture.')
    if (request.headers.get('if-none-match')?.includes(tag)) return new Response(null, { status: 304, headers })
    return new Response(bytes, {
      headers: {
        ...headers,
        'content-type': fileType(asked.file),
        'content-disposition': `inline; filename="picture-${asked.file}"`,
      },
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    logger.error({ err: error, image: id }, 'a picture could not be read')
    return nothing(503, error.message)
  }
}

function nothing(status: 404 | 503, words: string): Response {
  const headers = { ...SAFE, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
  return new Response(words, { status, headers })
}
