/** Notices that this process could do nothing at all for a while: then everyone's keys wait, whoever was the cause. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Logger } from 'pino'
import type { Metrics } from './metrics.ts'

const BLOCK_MS = 200
const LOOK_EVERY_MS = 1_000
/** Each look wakes the process: no finer than the blocks that are looked for. */
const RESOLUTION_MS = 100

/** @returns ends it */
export function watchEventLoop({ metrics, logger }: { metrics: Pick<Metrics, 'blocks'>; logger: Logger }): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  const timer = setInterval(() => {
    const longestMs = Math.round(delay.max / 1e6)
    delay.reset()
    if (longestMs <= BLOCK_MS) return
    metrics.blocks.inc()
    logger.warn({ longestMs }, 'nothing could be done for a while')
  }, LOOK_EVERY_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
    delay.disable()
  }
}
