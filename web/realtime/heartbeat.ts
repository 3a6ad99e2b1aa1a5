/**
 * Notices a connection that is open but dead: the tab sends `{"ping":n}` as a text frame, the server answers
 * `{"pong":n}`. Anything that arrives counts as life. SPEC CN4.
 */

export type Heartbeat = {
  readonly start: () => void
  readonly stop: () => void
  /** Sends a ping now: after sleep, after the network changed. */
  readonly probe: () => void
  /** @returns whether the text was a heartbeat's answer */
  readonly receive: (text: string) => boolean
  /** Something else arrived. */
  readonly heard: () => void
}

type Ports = {
  readonly send: (text: string) => void
  readonly onSilent: () => void
  readonly onRoundTrip: (ms: number) => void
  readonly isVisible: () => boolean
  readonly now?: () => number
}

export const PING_EVERY_MS = 2_000
/** Hidden tabs only keep proxies from closing the connection. */
const PING_HIDDEN_MS = 25_000
export const SILENT_AFTER_MS = 2_500
/** A timer this late was held up together with the messages: the page slept, not the server. */
const LATE_MS = 500

export function createHeartbeat({
  send,
  onSilent,
  onRoundTrip,
  isVisible,
  now = () => performance.now(),
}: Ports): Heartbeat {
  let count = 0
  let sentAt = 0
  let next: ReturnType<typeof setTimeout> | undefined
  let deadline: ReturnType<typeof setTimeout> | undefined

  const ping = () => {
    clearTimeout(next)
    count += 1
    sentAt = now()
    if (deadline === undefined) expectAnswer(SILENT_AFTER_MS)
    send(JSON.stringify({ ping: count }))
    next = setTimeout(ping, isVisible() ? PING_EVERY_MS : PING_HIDDEN_MS)
  }
  const expectAnswer = (ms: number) => {
    const due = now() + ms
    deadline = setTimeout(() => {
      deadline = undefined
      if (now() - due > LATE_MS) expectAnswer(SILENT_AFTER_MS / 2)
      else onSilent()
    }, ms)
  }
  const heard = () => {
    clearTimeout(deadline)
    deadline = undefined
  }

  return {
    start: ping,
    stop: () => {
      clearTimeout(next)
      heard()
    },
    probe: ping,
    receive: text => {
      const answer = parsePong(text)
      if (answer === null) return false
      heard()
      if (answer === count) onRoundTrip(Math.max(1, Math.round(now() - sentAt)))
      return true
    },
    heard,
  }
}

function parsePong(text: string): number | null {
  const match = /^\{"pong":(\d{1,15})\}$/.exec(text.replaceAll(/\s/g, ''))
  return match ? Number(match[1]) : null
}
