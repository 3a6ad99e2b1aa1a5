/**
 * Loaded into every server that is measured (`node --import`). It answers what cannot be seen from outside:
 *
 *   collect → collected     memory without garbage
 *   profile → profiling     where the time goes …
 *   { write } → written     … as a .cpuprofile
 *
 * BENCH_LIMITS raises limits where one synthetic client stands for many people; the bench prints which.
 */
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { z } from 'zod'

const limits = process.env.BENCH_LIMITS
if (limits) {
  const { LIMITS } = await import('#domain/contract/limits.ts')
  Object.assign(LIMITS, z.record(z.string(), z.number()).parse(JSON.parse(limits)))
}

const inspector = new Session()

process.on('message', (message: unknown) => {
  if (message === 'collect') collect()
  else if (message === 'profile') void beginProfile()
  else if (typeof message === 'object' && message !== null && 'write' in message) void endProfile(String(message.write))
})
// Listening must not be what keeps a server alive that ends in order.
process.channel?.unref()

/** Twice: finalizers of the first round let go of more. */
function collect(): void {
  globalThis.gc?.()
  setTimeout(() => {
    globalThis.gc?.()
    process.send?.('collected')
  }, 50)
}

async function beginProfile(): Promise<void> {
  inspector.connect()
  await inspector.post('Profiler.enable')
  await inspector.post('Profiler.start')
  process.send?.('profiling')
}

async function endProfile(file: string): Promise<void> {
  const { profile } = await inspector.post('Profiler.stop')
  writeFileSync(file, JSON.stringify(profile))
  inspector.disconnect()
  process.send?.('written')
}
