/**
 * What is read out to people who do not see the page: messages wait up to two seconds and leave as one sentence, so a
 * burst of changes does not talk over the person.
 *
 *   quiet ──say──▶ waiting (2 s) ──▶ speak one sentence ──▶ quiet
 */

export const JOIN_MS = 2000

/** One sentence for all of them: the newest in full, the others counted. Repeated words count once. */
export function joinMessages(messages: readonly string[]): string {
  const different = [...new Set(messages)]
  const newest = different.at(-1)
  if (newest === undefined) return ''
  const others = different.length - 1
  const sentence = newest.replace(/[.\s]+$/, '')
  if (others === 0) return sentence
  return `${sentence}, and ${others} more ${others === 1 ? 'change' : 'changes'}`
}

export type Timer = { readonly after: (ms: number, run: () => void) => () => void }

const realTimer: Timer = {
  after: (ms, run) => {
    const id = setTimeout(run, ms)
    return () => clearTimeout(id)
  },
}

export type Announcements = {
  /** At the next pause of two seconds, joined with what else comes. */
  readonly say: (message: string) => void
  /** At once; only for what must not wait. */
  readonly interrupt: (message: string) => void
  readonly stop: () => void
}

type Speakers = { readonly polite: (sentence: string) => void; readonly assertive: (sentence: string) => void }

export function createAnnouncements({ polite, assertive }: Speakers, timer: Timer = realTimer): Announcements {
  let waiting: string[] = []
  let cancel: (() => void) | null = null

  function speak() {
    const sentence = joinMessages(waiting)
    waiting = []
    cancel = null
    polite(sentence)
  }

  return {
    say: message => {
      waiting.push(message)
      cancel ??= timer.after(JOIN_MS, speak)
    },
    interrupt: assertive,
    stop: () => {
      cancel?.()
      cancel = null
      waiting = []
    },
  }
}
