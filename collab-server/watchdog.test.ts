import { pino } from 'pino'
import { expect, test } from 'vitest'
import { until } from '#tests/support/until.ts'
import { createMetrics } from './metrics.ts'
import { watchEventLoop } from './watchdog.ts'

test('[CN50] a block of the event loop is counted and told', async () => {
  const lines: string[] = []
  const logger = pino({ level: 'warn' }, { write: line => void lines.push(line) })
  const metrics = createMetrics({ countStuck: async () => 0 })
  const stop = watchEventLoop({ metrics, logger })
  // The monitor has begun when a timer has run.
  await new Promise(resolve => setTimeout(resolve, 150))
  for (const end = performance.now() + 400; performance.now() < end; );
  await until(async () => ((await metrics.blocks.get()).values[0]?.value ?? 0) > 0)
  stop()
  expect(lines.join('')).toContain('nothing could be done for a while')
})
