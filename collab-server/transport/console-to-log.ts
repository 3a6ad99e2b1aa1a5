/** Hocuspocus speaks through the console, one line for each refused message: that belongs in the log, without content. */
import type { Logger } from 'pino'

/** Returns the way back. */
export function routeConsoleToLog(logger: Logger): () => void {
  const { console: target } = globalThis
  const { error, warn } = target
  // The first argument is Hocuspocus's own sentence; the rest may hold what a client sent.
  const say = (level: 'debug' | 'warn') => (first: unknown) =>
    logger[level]({ from: 'hocuspocus' }, first instanceof Error ? first.message : String(first).slice(0, 200))
  Object.assign(target, { error: say('debug'), warn: say('warn') })
  return () => {
    Object.assign(target, { error, warn })
  }
}
