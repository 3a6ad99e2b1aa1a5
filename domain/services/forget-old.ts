/** Rows that have done their work: kept for a while for people who look into something, then removed. */
import type { Db } from '#prisma/client.ts'
import { forgetOldAttempts } from './delivery-log.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Readers of the outbox start at "now" and are seconds behind at most. */
const KEEP_OUTBOX_MS = DAY_MS
/** A client repeats a request for minutes, not for days. */
const KEEP_ANSWERS_MS = DAY_MS
const KEEP_ENDED_SESSIONS_MS = DAY_MS
/** Their link has said for a month that it is over. */
const KEEP_ENDED_INVITATIONS_MS = 30 * DAY_MS

/** Addresses whose owner has not said that they are theirs. */
const KEEP_UNCONFIRMED_MS = 7 * DAY_MS
/** A reader can take a reaction back on the day it was given. */
const KEEP_READER_MARKS_MS = DAY_MS
/** An older message is refused for its time. */
const KEEP_INCOMING_MS = DAY_MS
/** What was put away can be brought back for a while. */
const KEEP_SPAM_MS = 30 * DAY_MS
/** A delivery that is retried later than that goes to everybody again. */
const KEEP_MAILS_MS = 365 * DAY_MS

export async function forgetOld(db: Db, now: Date): Promise<void> {
  const before = (ageMs: number) => ({ lt: new Date(now.getTime() - ageMs) })
  await db.outbox.deleteMany({ where: { at: before(KEEP_OUTBOX_MS) } })
  await db.idempotentAnswer.deleteMany({ where: { createdAt: before(KEEP_ANSWERS_MS) } })
  await db.session.deleteMany({ where: { expiresAt: before(KEEP_ENDED_SESSIONS_MS) } })
  await db.endedSession.deleteMany({ where: { endedAt: before(KEEP_ENDED_SESSIONS_MS) } })
  await db.subscriber.deleteMany({ where: { confirmedAt: null, askedAt: before(KEEP_UNCONFIRMED_MS) } })
  await db.readerMark.deleteMany({ where: { at: before(KEEP_READER_MARKS_MS) } })
  await db.incomingMessage.deleteMany({ where: { at: before(KEEP_INCOMING_MS) } })
  await db.readerComment.deleteMany({ where: { state: 'spam', decidedAt: before(KEEP_SPAM_MS) } })
  await db.newsletterMail.deleteMany({ where: { at: before(KEEP_MAILS_MS) } })
  await forgetOldAttempts(db)
  await db.invitation.deleteMany({ where: { expiresAt: before(KEEP_ENDED_INVITATIONS_MS) } })
}
