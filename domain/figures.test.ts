import { Counter, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { createFigures } from './figures.ts'

test('figures of the process itself are looked at from the first reading on, and once', async () => {
  const registry = new Registry()
  new Counter({ name: 'ours_total', help: 'Ours', registers: [registry] })
  const readFigures = createFigures(registry, 'our_')
  expect(registry.getMetricsAsArray().map(({ name }) => name)).toEqual(['ours_total'])
  for (let reading = 0; reading < 2; reading += 1) {
    const figures = await readFigures()
    for (const name of ['ours_total', 'our_process_resident_memory_bytes', 'our_nodejs_eventloop_lag_max_seconds'])
      expect(figures).toContain(`\n${name} `)
  }
})
