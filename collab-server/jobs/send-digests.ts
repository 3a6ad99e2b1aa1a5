/** A round of mails about what has been unread for a while. */
import type { Logger } from 'pino'
import type { Mailer } from '#domain/mail/mailer.ts'
import { claimDigest, findDueDigests, putDigestBack } from '#domain/services/notice-digest.ts'
import type { Db } from '#prisma/client.ts'
import { type DigestMailOptions, digestMail } from './digest-mail.ts'

/** Mails under way at a time, and in one round. */
const AT_ONCE = 8
const A_ROUND = 200

export type DigestOptions = DigestMailOptions & {
  readonly db: Db
  readonly mailer: Mailer
  readonly logger: Logger
  readonly signal: AbortSignal
}

/** @returns how many people were sent a mail; ends early when the mail server cannot be used */
export async function sendDigests(options: DigestOptions): Promise<number> {
  const { db, mailer, logger, signal } = options
  const due = await findDueDigests(db, A_ROUND)
  if (due.length === 0) return 0
  // A server that is away would leave every mail unknown: it is asked before anything is claimed.
  const trouble = await mailer.verify()
  if (trouble !== null) {
    logger.warn({ trouble, people: due.length }, 'unread notices wait for the mail server')
    return 0
  }
  let sent = 0
  let isAway = false
  for (let from = 0; from < due.length && !isAway && !signal.aborted; from += AT_ONCE) {
    await Promise.all(
      due.slice(from, from + AT_ONCE).map(async userId => {
        const digest = await claimDigest(db, userId)
        if (!digest) return
        const outcome = await mailer.send(digestMail(options, digest))
        if (outcome.kind === 'sent') sent += 1
        else logger.warn({ userId, outcome: outcome.kind, reason: outcome.reason }, 'a mail of unread notices')
        if (outcome.kind !== 'not_sent') return
        isAway = true
        await putDigestBack(db, digest)
      }),
    )
  }
  return sent
}
