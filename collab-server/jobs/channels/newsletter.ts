/**
 * The post by mail to everybody who has subscribed. Each mail is a row, claimed before it is sent: however often the
 * delivery is attempted, nobody gets it twice. An attempt that runs out of time goes on where it stopped.
 */
import { createHash } from 'node:crypto'
import { NewsletterSettings } from '#domain/contract/inputs/channels.ts'
import type { Mailer, MailOutcome } from '#domain/mail/mailer.ts'
import type { Found, Outcome } from '#domain/services/deliveries.ts'
import { subscriptionUrl } from '#domain/services/subscribers.ts'
import { mailPage } from '#domain/text/mail-page.ts'
import { markdownOf } from '#domain/text/markdown.ts'
import type { Db } from '#prisma/client.ts'
import type { Channel, PublishRequest } from './channel.ts'

/** Mails under way at a time. */
const AT_ONCE = 8
/** Below the time that an attempt may take: what is left goes out with the next one. */
const ATTEMPT_MS = 35_000

type NewsletterOptions = {
  readonly db: Db
  /** Null where SMTP_URL is not set. */
  readonly mailer: Mailer | null
  readonly publicUrl: string
  readonly authSecret: string
  readonly attemptMs?: number
}

type Subscriber = { readonly id: string; readonly email: string }

export function createNewsletterChannel(options: NewsletterOptions): Channel {
  const { db, mailer, publicUrl, authSecret, attemptMs = ATTEMPT_MS } = options

  return {
    kind: 'newsletter',
    async publish(request): Promise<Outcome> {
      if (!mailer) return { kind: 'rejected', reason: NO_MAIL }
      const until = performance.now() + attemptMs
      let isSure = false
      for (;;) {
        const waiting = await findWaiting(request)
        if (waiting.length === 0) return sum(request)
        if (request.signal.aborted || performance.now() > until) return goesOn(request)
        // A server that is away would leave every mail unknown: it is asked before the first one and after a break.
        const trouble = isSure ? null : await mailer.verify()
        if (trouble !== null) return { kind: 'rejected', reason: trouble, retryAfterMs: 0 }
        const outcomes = await Promise.all(waiting.map(one => sendTo(mailer, request, one)))
        const stop = outcomes.find(outcome => outcome?.kind === 'not_sent')
        if (stop?.kind === 'not_sent') return { kind: 'rejected', reason: stop.reason, retryAfterMs: 0 }
        isSure = outcomes.every(outcome => outcome?.kind !== 'unknown')
      }
    },
    async lookUp(request): Promise<Found> {
      const begun = await db.newsletterMail.count({ where: { idempotencyKey: request.idempotencyKey } })
      // What is left may be sent: nobody who has it gets it again.
      return begun > 0 && (await findWaiting(request)).length === 0
        ? { kind: 'published', url: null }
        : { kind: 'absent' }
    },
    async test() {
      if (!mailer) return { works: false, words: NO_MAIL }
      const trouble = await mailer.verify()
      return trouble === null
        ? { works: true, words: 'The mail server lets Galley in.' }
        : { works: false, words: trouble }
    },
  }

  /** Subscribers who have no mail of this delivery yet. */
  function findWaiting({ workspaceId, idempotencyKey }: PublishRequest): Promise<Subscriber[]> {
    return db.$queryRaw<Subscriber[]>`
      select s.id, s.email from subscriber s
      where s."workspaceId" = ${workspaceId}::uuid and s."confirmedAt" is not null and not exists (
        select from newsletter_mail m where m."idempotencyKey" = ${idempotencyKey} and m."subscriberId" = s.id)
      order by s.id limit ${AT_ONCE}`
  }

  async function sendTo(mailer: Mailer, request: PublishRequest, subscriber: Subscriber): Promise<MailOutcome | null> {
    const { idempotencyKey } = request
    const key = { idempotencyKey, subscriberId: subscriber.id }
    const { count } = await db.newsletterMail.createMany({ data: [{ ...key, state: 'sending' }], skipDuplicates: true })
    if (count === 0) return null
    const outcome = await mailer.send(mailOf(request, subscriber))
    if (outcome.kind === 'not_sent') await db.newsletterMail.deleteMany({ where: { ...key, state: 'sending' } })
    else await db.newsletterMail.updateMany({ where: key, data: { state: outcome.kind } })
    return outcome
  }

  async function sum({ idempotencyKey }: PublishRequest): Promise<Outcome> {
    const rows = await db.newsletterMail.groupBy({ by: ['state'], where: { idempotencyKey }, _count: true })
    const countOf = (state: string) => rows.find(row => row.state === state)?._count ?? 0
    const open = countOf('unknown') + countOf('sending')
    if (rows.length === 0 || countOf('sent') > 0) return { kind: 'published', url: null }
    if (open > 0) return { kind: 'unknown', reason: `The mail server broke off: ${open} mails may have gone out.` }
    return { kind: 'rejected', reason: `The mail server took it for none of ${countOf('refused')} addresses.` }
  }

  async function goesOn({ workspaceId, idempotencyKey }: PublishRequest): Promise<Outcome> {
    const sent = await db.newsletterMail.count({ where: { idempotencyKey } })
    const all = await db.subscriber.count({ where: { workspaceId, confirmedAt: { not: null } } })
    return { kind: 'rejected', reason: `Sent to ${sent} of ${all} so far.`, retryAfterMs: 0 }
  }

  function mailOf(request: PublishRequest, { id, email }: Subscriber) {
    const { title, content, siteUrl, workspaceSlug, workspaceName } = request
    const { from } = NewsletterSettings.parse(request.settings)
    const leave = subscriptionUrl({ publicUrl, workspaceSlug, authSecret }, id, 'unsubscribe')
    const digest = createHash('sha256').update(`${request.idempotencyKey}:${id}`).digest('hex').slice(0, 32)
    const online = siteUrl === null ? '' : `\n\nOn the web: ${siteUrl}`
    return {
      from: { name: workspaceName, address: from },
      to: email,
      subject: title,
      text: `${title}\n\n${markdownOf(content, publicUrl)}${online}\n\nNo more of these: ${leave}\n`,
      html: mailPage(request, publicUrl, leave),
      messageId: `<${digest}@${new URL(publicUrl).hostname}>`,
      headers: { 'List-Unsubscribe': `<${leave}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    }
  }
}

const NO_MAIL = 'Mail is not set up: SMTP_URL names no mail server.'
