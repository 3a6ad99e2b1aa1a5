/** Mail by the server that SMTP_URL names. What comes back says what is certain about one mail. */
import { createTransport } from 'nodemailer'
import { z } from 'zod'

export type Mail = {
  /** Name and address, e.g. `{name: 'Saltmarsh', address: 'news@saltmarsh.example'}`. */
  readonly from: { readonly name: string; readonly address: string }
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html?: string
  readonly messageId?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** `not_sent`: the mail server cannot be used now; `refused`: it does not take this mail; `unknown`: it broke off. */
export type MailOutcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'not_sent'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }

export type Mailer = {
  send(mail: Mail): Promise<MailOutcome>
  /** Signs in and sends nothing; resolves with what is wrong, or null. */
  verify(): Promise<string | null>
  close(): void
}

const TIMES = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

/** @param smtpUrl `smtp://` or `smtps://`, with name and password where the server asks for them */
export function createMailer(smtpUrl: string): Mailer {
  // No pool: after a break it would send the same mail again by itself.
  const { options } = createTransport(smtpUrl)
  const transport = createTransport({ ...options, ...TIMES, disableFileAccess: true, disableUrlAccess: true })

  return {
    async send({ from, to, messageId, headers, ...rest }) {
      try {
        await transport.sendMail({
          ...rest,
          from: { ...from },
          to,
          ...(messageId !== undefined && { messageId }),
          ...(headers && { headers: { ...headers } }),
        })
        return { kind: 'sent' }
      } catch (error) {
        return outcomeOf(error)
      }
    },
    async verify() {
      try {
        await transport.verify()
        return null
      } catch (error) {
        return outcomeOf(error).reason
      }
    },
    close: () => transport.close(),
  }
}

/** Before a mail was begun: names that do not resolve, doors that are shut, passwords that are wrong. */
const BEFORE_MAIL: ReadonlySet<string> = new Set([
  'EDNS',
  'ECONNREFUSED',
  'EAUTH',
  'ENOAUTH',
  'EOAUTH2',
  'ETLS',
  'EPROXY',
])
const ABOUT_MAIL: ReadonlySet<string> = new Set(['EENVELOPE', 'EMESSAGE'])

function outcomeOf(error: unknown): Exclude<MailOutcome, { kind: 'sent' }> {
  const { responseCode, code = '' } = toFacts(error)
  if (responseCode !== undefined) {
    const reason = `The mail server answered ${responseCode}.`
    return responseCode >= 500 && ABOUT_MAIL.has(code) ? { kind: 'refused', reason } : { kind: 'not_sent', reason }
  }
  if (BEFORE_MAIL.has(code)) return { kind: 'not_sent', reason: 'The mail server does not let Galley in.' }
  // Also a broken connection of before the mail: the library does not tell it from one of after.
  return { kind: 'unknown', reason: 'The mail server broke off.' }
}

const Facts = z.object({ responseCode: z.number().optional(), code: z.string().optional() })

function toFacts(error: unknown): z.infer<typeof Facts> {
  return Facts.safeParse(error).data ?? {}
}
