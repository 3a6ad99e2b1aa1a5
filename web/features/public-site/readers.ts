/**
 * What readers send from a public page: reactions and comments, by plain forms, without an account.
 *
 *   form ─▶ from this site? ─▶ how often? ─▶ reaction ─▶ counted ─▶ back to the post, which shows it
 *                                        └▶ comment ─▶ in order? ─▶ written by hand? ─▶ shown or waiting
 *                                                                     └ no: a page that asks to send it once more
 */
import { createHmac, hkdfSync } from 'node:crypto'
import { READER_REACTIONS } from '#domain/contract/engagement.ts'
import { WriteReaderComment } from '#domain/contract/inputs/engagement.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { SitePost, SiteWorkspace } from '#domain/queries/public-site.ts'
import { writeReaderComment } from '#domain/services/reader-comments.ts'
import { react, takeBack } from '#domain/services/reader-reactions.ts'
import { isSameSecret } from '#domain/services/secrets.ts'
import type { Db } from '#prisma/client.ts'
import { createTokenBuckets } from '#web/token-bucket.ts'
import {
  addressOf,
  closedPage,
  knownCommentPage,
  reactedPage,
  surePage,
  thankYouPage,
  tooManyPage,
  wrongCommentPage,
} from './reader-pages.ts'
import type { CommentDraft } from './reader-section.ts'
import { type Answer, answer } from './respond.ts'

/** Nobody reads a post and writes about it in less. */
const LEAST_MS = 2_000
/** How long a page that asks to send once more can be sent. */
const SURE_MS = 60 * 60_000

type ReaderForm = {
  readonly workspace: SiteWorkspace
  readonly post: SitePost
  readonly fields: URLSearchParams
  readonly visitor: string
  /** Address of the network. */
  readonly address: string
  /** How long ago this reader opened the post, as far as is known. */
  readonly sinceFirstMs: number | null
}

type Readers = { readonly take: (form: ReaderForm) => Promise<Answer> }

export function createReaders({
  db,
  authSecret,
  now = Date.now,
}: {
  db: Db
  authSecret: string
  now?: () => number
}): Readers {
  const perMinute = (count: number) => createTokenBuckets({ perSecond: count / 60, burst: count, now })
  const writes = perMinute(LIMITS.readerWritesPerMinute)
  const reactions = perMinute(LIMITS.readerReactionsPerMinute)
  const comments = createTokenBuckets({
    perSecond: LIMITS.readerCommentsPerHour / 3600,
    burst: LIMITS.readerCommentsPerHour,
    now,
  })
  const key = Buffer.from(hkdfSync('sha256', authSecret, '', 'reader-forms', 32))

  async function take(form: ReaderForm): Promise<Answer> {
    const wait = writes.take(form.address)
    if (wait > 0) return tooMany(form, wait, 'Too much at once from your network.')
    const what = form.fields.get('do')
    const taken = what === 'comment' ? comment(form) : reaction(form, what)
    return { ...(await taken), isPersonal: true }
  }

  async function reaction(form: ReaderForm, what: string | null): Promise<Answer> {
    const chosen = READER_REACTIONS.find(known => known === form.fields.get('reaction'))
    if (!chosen || (what !== 'react' && what !== 'take-back')) {
      return answer('html', wrongCommentPage(form, draftOf(form), ['This form is none of this page.']), 400)
    }
    const wait = reactions.take(`${form.address} ${form.post.id}`)
    if (wait > 0) return tooMany(form, wait, 'Too many reactions at once from your network.')
    const { id: postId, workspaceId, channelId } = form.post
    const given = { channelId, reaction: chosen, visitor: form.visitor }
    if (what === 'take-back') {
      await takeBack(db, { postId, workspaceId }, given)
      return back(form, 'readers')
    }
    const isNew = await react(db, { postId, workspaceId }, given)
    return isNew ? back(form, 'readers') : answer('html', reactedPage(form, chosen))
  }

  async function comment(form: ReaderForm): Promise<Answer> {
    const draft = draftOf(form)
    if (form.fields.get('website')) {
      const words = 'The field that says “Leave this empty” is not empty. Some browsers fill it by themselves.'
      return answer('html', wrongCommentPage(form, draft, [words]), 400)
    }
    const written = WriteReaderComment.safeParse(draft)
    if (!written.success) {
      const problems = written.error.issues.map(
        ({ path, message }) => `${path[0] === 'name' ? 'The name' : 'The comment'} ${message}.`,
      )
      return answer('html', wrongCommentPage(form, draft, problems), 400)
    }
    if (!isByHand(form)) return answer('html', surePage(form, draft, tokenFor(form)))
    const wait = comments.take(`${form.address} ${form.post.id}`)
    if (wait > 0) return tooMany(form, wait, 'Too many comments on this post from your network.')
    const { id: postId, workspaceId, channelId } = form.post
    switch (await writeReaderComment(db, { postId, workspaceId, channelId }, written.data)) {
      case 'shown':
        return back(form, 'comments')
      case 'waiting':
        return answer('html', thankYouPage(form))
      case 'known':
        return answer('html', knownCommentPage(form))
      case 'closed':
        return answer('html', closedPage(form, draft), 403)
      case 'full':
        return tooMany(form, 3600, 'Many comments wait to be read. Yours was not kept.')
    }
  }

  /** Opened a moment ago and read, or sent once more from the page that asked for it. */
  function isByHand({ sinceFirstMs, fields, post, visitor }: ReaderForm): boolean {
    if (sinceFirstMs !== null && sinceFirstMs >= LEAST_MS) return true
    const [issued = '', signature = ''] = (fields.get('token') ?? '').split('.')
    const ageMs = now() - Number(issued)
    return ageMs >= LEAST_MS && ageMs <= SURE_MS && isSameSecret(signature, sign(issued, post.id, visitor))
  }

  function tokenFor({ post, visitor }: ReaderForm): string {
    const issued = String(now())
    return `${issued}.${sign(issued, post.id, visitor)}`
  }

  function sign(issued: string, postId: string, visitor: string): string {
    return createHmac('sha256', key).update(`${issued}:${postId}:${visitor}`).digest('base64url')
  }

  return { take }
}

function draftOf({ fields }: ReaderForm): CommentDraft {
  const short = (name: string, most: number) => (fields.get(name) ?? '').slice(0, most)
  return { name: short('name', 2 * LIMITS.readerNameChars), body: short('body', 2 * LIMITS.readerCommentChars) }
}

/** A page of its own, so that loading it again sends nothing again. */
function back(form: ReaderForm, place: 'readers' | 'comments'): Promise<Answer> {
  return answer('text', '', 303, { location: `${addressOf(form)}#${place}` })
}

async function tooMany(form: ReaderForm, seconds: number, words: string): Promise<Answer> {
  const again = seconds > 90 ? `in ${Math.ceil(seconds / 60)} minutes` : `in ${seconds} seconds`
  const draft = form.fields.get('do') === 'comment' ? draftOf(form) : null
  const page = tooManyPage(form, `${words} Try again ${again}.`, draft)
  return { ...(await answer('html', page, 429, { 'retry-after': String(seconds) })), isPersonal: true }
}
