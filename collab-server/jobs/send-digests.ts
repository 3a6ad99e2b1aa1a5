/** A round of mails about what has been unread for a while. */
import type { Logger } from 'pino'
import type { Mailer } from '#domain/mail/mailer.ts'
import { claimDigest, findDueDigests, putDigestBack } from '#domain/services/notice-digest.ts'
import type { Db } from '#prisma/client.ts'
import { type DigestMailOptions, digestMail } from './digest-mail.ts'

/** Mails under way at a time, and in one round. */
const AT_ONCE = 8
const A_ROUND = 200

type DigestOptions = DigestMailOptions & {
  readonly db: Db
  readonly mailer: Mailer
  readonly logger: Logger
  readonly signal: AbortSignal
}

export type Round = {
  /** So many people were sent a mail. */
  readonly people: number
  /** Why the mail server could not be used; null where it could. */
  readonly trouble: string | null
}

/** @returns null when nothing was to be sent; ends early when the mail server cannot be used */
export async function sendDigests(options: DigestOptions): Promise<Round | null> {
  const { db, mailer, logger, signal } = options
  const due = await findDueDigests(db, A_ROUND)
  if (due.length === 0) return null
  // A server that is away would leave every mail unknown: it is asked before anything is claimed.
  const trouble = await mailer.verify()
  if (trouble !== null) {
    logger.warn({ trouble, people: due.length }, 'unread notices wait for the mail server')
    return { people: 0, trouble }
  }
  let people = 0
  let away: string | null = null
  for (let from = 0; from < due.length && away === null && !signal.aborted; from += AT_ONCE) {
    await Promise.all(
      due.slice(from, from + AT_ONCE).map(async userId => {
        const digest = await claimDigest(db, userId)
        if (!digest) return
        const outcome = await mailer.send(digestMail(options, digest))
        if (outcome.kind === 'sent') people += 1
        else logger.warn({ userId, outcome: outcome.kind, reason: outcome.reason }, 'a mail of unread notices')
        if (outcome.kind !== 'not_sent') return
        away = outcome.reason
        await putDigestBack(db, digest)
      }),
    )
  }
  return { people, trouble: away }
}
