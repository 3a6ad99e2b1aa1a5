/**
 * Loads background.ts a piece at a time. All at once it holds the event loop for half a second on a small machine, two
 * seconds after a start, which is when a team comes back.
 */
import { setTimeout as sleep } from 'node:timers/promises'

/** Each brings much that the ones before it did not; a test says how much is too much. */
export const PIECES: readonly (() => Promise<unknown>)[] = [
  () => import('undici'),
  () => import('nodemailer'),
  () => import('pg-boss'),
  () => import('./jobs/channels/bluesky.ts'),
  () => import('./jobs/channels/channels.ts'),
  () => import('./jobs/jobs.ts'),
]
/** What came meanwhile is done before the next one. */
const BETWEEN_MS = 20

export async function loadBackground(): Promise<typeof import('./background.ts')> {
  for (const load of PIECES) {
    await load()
    await sleep(BETWEEN_MS)
  }
  return import('./background.ts')
}
