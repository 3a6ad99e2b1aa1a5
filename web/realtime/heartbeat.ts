/**
 * Notices a connection that is open but dead: the tab sends `{"ping":n}` as a text frame, the server answers
 * `{"pong":n}`, and from then on says `{"pong":0}` by itself when it has said nothing else for three seconds
 * (collab-server/transport/heartbeat.ts), until a `{"ping":0}` tells it that nobody looks at the tab. Anything that
 * arrives counts as life: while something does, nobody is asked. SPEC CN4, PR87, PR200.
 */

type Heartbeat = {
  readonly start: () => void
  readonly stop: () => void
  /** Sends a ping now: after sleep, after the network changed. */
  readonly probe: () => void
  /** @returns whether the text was a heartbeat's answer */
  readonly receive: (text: string) => boolean
  /** Nobody looks at the page any more: the server need not speak unasked. Does nothing before the start. */
  readonly rest: () => void
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

/**
 * Silence and the wait for an answer are less than five seconds together. Answers of hundreds of tabs are most of what a
 * server does for people who only look: where they come fast, it is only asked when what it says by itself is late.
 */
export const PACE = {
  fast: { pingAfterMs: 3_300, silentAfterMs: 1_500 },
  slow: { pingAfterMs: 2_400, silentAfterMs: 2_500 },
} as const
export const FAST_WITHIN_MS = 300
/** Hidden tabs only keep proxies from closing the connection. */
const PING_HIDDEN_MS = 25_000
/** The time that an answer takes is shown: it is no older. */
const TIMED_EVERY_MS = 30_000
const NOBODY_LOOKS = 0
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
  let heardAt = 0
  let pace: (typeof PACE)[keyof typeof PACE] = PACE.slow
  let next: ReturnType<typeof setTimeout> | undefined
  let deadline: ReturnType<typeof setTimeout> | undefined

  const ping = () => {
    clearTimeout(next)
    count += 1
    sentAt = now()
    if (deadline === undefined) expectAnswer(pace.silentAfterMs)
    send(JSON.stringify({ ping: isVisible() ? count : NOBODY_LOOKS }))
    next = setTimeout(askAfterSilence, everyMs())
  }
  const askAfterSilence = () => {
    const silentMs = now() - heardAt
    if (silentMs >= everyMs() || now() - sentAt >= TIMED_EVERY_MS) ping()
    else next = setTimeout(askAfterSilence, everyMs() - silentMs)
  }
  const everyMs = () => (isVisible() ? pace.pingAfterMs : PING_HIDDEN_MS)
  const expectAnswer = (ms: number) => {
    const due = now() + ms
    deadline = setTimeout(() => {
      deadline = undefined
      if (now() - due > LATE_MS) expectAnswer(pace.silentAfterMs / 2)
      else onSilent()
    }, ms)
  }
  const heard = () => {
    heardAt = now()
    clearTimeout(deadline)
    deadline = undefined
  }
  const timed = (tripMs: number) => {
    pace = tripMs <= FAST_WITHIN_MS ? PACE.fast : PACE.slow
    onRoundTrip(tripMs)
  }

  return {
    start: ping,
    stop: () => {
      clearTimeout(next)
      next = undefined
      clearTimeout(deadline)
      deadline = undefined
    },
    probe: ping,
    rest: () => {
      if (next !== undefined) ping()
    },
    receive: text => {
      const answer = parsePong(text)
      if (answer === null) return false
      heard()
      if (answer === count) timed(Math.max(1, Math.round(now() - sentAt)))
      return true
    },
    heard,
  }
}

function parsePong(text: string): number | null {
  const match = /^\{"pong":(\d{1,15})\}$/.exec(text.replaceAll(/\s/g, ''))
  return match ? Number(match[1]) : null
}
