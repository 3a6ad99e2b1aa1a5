/**
 * Sends the post to an address of the workspace's choice, signed as Standard Webhooks asks for
 * (https://www.standardwebhooks.com). The id of the message is the idempotency key: a receiver that keeps ids takes the
 * same post once, however often it comes.
 */
import { createHmac } from 'node:crypto'
import type { Sender, Sent } from '#collab/outgoing/sender.ts'
import { WebhookSettings } from '#domain/contract/inputs/channels.ts'
import { webhookMessage } from '#domain/text/webhook-message.ts'
import type { Account, Channel } from './channel.ts'
import { isSuccess, refusalWords, toOutcome } from './http-answer.ts'

type WebhookOptions = {
  readonly send: Sender
  /** Where pictures are, for the receiver. */
  readonly publicUrl: string
  readonly now?: () => number
}

export function createWebhookChannel({ send, publicUrl, now = Date.now }: WebhookOptions): Channel {
  return {
    kind: 'webhook',
    async publish(request) {
      const body = JSON.stringify(webhookMessage(request, publicUrl))
      const sent = await post(request, request.idempotencyKey, body, request.signal)
      if (sent.kind === 'answered') request.heard(sent.status)
      return toOutcome(sent, now())
    },
    async lookUp() {
      return { kind: 'unknown', reason: 'A webhook cannot be asked whether it took the post. Look there.' }
    },
    async test(request) {
      const body = JSON.stringify({
        type: 'galley.test',
        timestamp: new Date(now()).toISOString(),
        data: { channelName: request.channelName, workspaceSlug: request.workspaceSlug },
      })
      const sent = await post(request, `test_${request.testId}`, body, request.signal)
      if (sent.kind !== 'answered') return { works: false, words: sent.reason }
      const works = isSuccess(sent.status)
      return { works, words: works ? `It answered ${sent.status}.` : refusalWords(sent) }
    },
  }

  function post({ settings, secret }: Account, id: string, body: string, signal: AbortSignal): Promise<Sent> {
    if (secret === null) throw new Error('A webhook without a secret')
    const { url } = WebhookSettings.parse(settings)
    const seconds = Math.floor(now() / 1000)
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': signatureOf({ secret, id, seconds, body }),
    }
    return send(url, { method: 'POST', headers, body, signal })
  }
}

/** `v1,` and the HMAC-SHA256 of `id.seconds.body` in base64; the key is what follows `whsec_`, in base64. */
function signatureOf({
  secret,
  id,
  seconds,
  body,
}: {
  secret: string
  id: string
  seconds: number
  body: string
}): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`
}
