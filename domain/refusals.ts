/** What is turned away: each time one count under its reason, and a line of the log, of which there are so many a minute. */
import type { Logger } from 'pino'
import type { Counter } from 'prom-client'
import { createBoundedLines, type LineFacts } from './bounded-lines.ts'

export type Refusals<Reason extends string = string> = {
  /** @param facts never what somebody sent, and nothing that lets anybody in */
  readonly tell: (
    facts: LineFacts & { readonly reason: Reason },
    words: string,
    level?: 'info' | 'warn' | 'error',
  ) => void
  /** Says now how many more there were, for a process that stops. */
  readonly end: () => void
}

export function createRefusals<Reason extends string>(count: Counter<'reason'>, logger: Logger): Refusals<Reason> {
  const lines = createBoundedLines(logger)
  return {
    tell(facts, words, level) {
      count.inc({ reason: facts.reason })
      lines.tell(facts, words, level)
    },
    end: lines.end,
  }
}
