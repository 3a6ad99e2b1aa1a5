/**
 * The picture at the address of a card. Drawn only for what is public now and at exactly its own address: nobody makes
 * this server draw words of theirs. One at a time, and the newest few are kept.
 */
import type { Logger } from 'pino'
import { PostId } from '#domain/contract/ids.ts'
import { findSitePostById, findSiteWorkspaceById } from '#domain/queries/public-site.ts'
import type { Db } from '#prisma/client.ts'
import { type Card, cardOf } from './card.ts'

/** Of about forty kilobytes each. */
const KEPT = 50
const kept = new Map<string, Promise<ArrayBuffer>>()
let drawing: Promise<unknown> = Promise.resolve()

const SAFE = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
}

export async function answerCard(
  { db, logger }: { readonly db: Db; readonly logger: Logger },
  asked: { readonly post: string; readonly file: string },
): Promise<Response> {
  const card = await findCard(db, asked.post)
  if (card?.file !== asked.file) return nothing(404)
  try {
    return new Response(await picture(card), {
      headers: {
        ...SAFE,
        'content-type': 'image/png',
        'cache-control': 'public, max-age=31536000, immutable',
        etag: `"${card.file}"`,
      },
    })
  } catch (error) {
    logger.error({ err: error, post: asked.post }, 'a card could not be drawn')
    return nothing(503)
  }
}

async function findCard(db: Db, id: string): Promise<Card | null> {
  const postId = PostId.safeParse(id)
  if (!postId.success) return null
  const post = await findSitePostById(db, postId.data)
  const workspace = post && (await findSiteWorkspaceById(db, post.workspaceId))
  return post && workspace && cardOf(workspace, post)
}

function picture(card: Card): Promise<ArrayBuffer> {
  const known = kept.get(card.file)
  if (known) return known
  const drawn = drawing.then(() => draw(card))
  drawing = drawn.catch(() => kept.delete(card.file))
  kept.set(card.file, drawn)
  const [oldest] = kept.keys()
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
  return drawn
}

/** The drawing library takes tens of megabytes: it is read when somebody first asks for a card. */
async function draw(card: Card): Promise<ArrayBuffer> {
  const { drawCard } = await import('./card-picture.tsx')
  return drawCard(card)
}

function nothing(status: 404 | 503): Response {
  const words = status === 404 ? 'There is no such picture.' : 'It could not be drawn. Try again in a moment.'
  return new Response(words, {
    status,
    headers: { ...SAFE, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  })
}
