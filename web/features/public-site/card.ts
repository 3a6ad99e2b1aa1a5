/**
 * The picture that other sites show with a link to a post that has none: where it is, and whether there is one. Its address
 * has the hash of what it is made of, so it never changes.
 */
import { createHash } from 'node:crypto'
import type { SitePost, SiteWorkspace } from '#domain/queries/public-site.ts'
import { imagesOf } from '#domain/text/images-in.ts'

export const CARD = { width: 1200, height: 630 } as const
/** Raised when cards look otherwise: then all of them have another address. */
const LOOK = 1

/** Letters that the font has which comes with Next: Latin, Cyrillic, and what stands between words. */
const LETTERS =
  /^[\u0020-\u007e\u00a0-\u00ac\u00ae-\u0113\u0116-\u012b\u012e-\u0137\u0139-\u013e\u0141-\u0148\u014a-\u014d\u0150-\u017e\u0218-\u021b\u0400-\u045f\u0490\u0491\u1e9e\u1ea0-\u1ef9\u2013\u2014\u2018-\u201a\u201c-\u201e\u2022\u2026\u2039\u203a\u20ac\u2116\u2122\u2190-\u2199\u2212]+$/

export type Card = { readonly path: string; readonly file: string; readonly title: string; readonly site: string }

/**
 * Null for a post that has a picture of its own, and for words in letters that the font lacks: other fonts would have to
 * be asked for elsewhere.
 */
export function cardOf(workspace: Pick<SiteWorkspace, 'name'>, post: SitePost): Card | null {
  if (post.cover !== null || imagesOf(post.content).length > 0) return null
  const title = (post.title || 'Untitled').normalize('NFC')
  const site = workspace.name.normalize('NFC')
  if (!LETTERS.test(title) || !LETTERS.test(site)) return null
  const hash = createHash('sha256')
    .update(JSON.stringify([LOOK, title, site]))
    .digest('hex')
    .slice(0, 16)
  const file = `${hash}.png`
  return { path: `/cards/${post.id}/${file}`, file, title, site }
}
