/**
 * Begins a page anew after the database was put back to an earlier state. Comes when a feed says less than was shown, which
 * an answer that was faster than its feed can be the cause of too: so the server is asked.
 */
import { ApiError, apiFetch } from '#web/api-client.ts'
import type { Ahead } from './feed-state.ts'
import type { ConnectionSign } from './realtime-types.ts'
import type { Store } from './store.ts'

type PutBackOptions = {
  readonly connection: Store<ConnectionSign>
  /** Asks for the post as it is stored. @throws {ApiError} not_found */
  readonly ask?: (path: string) => Promise<unknown>
  readonly begin?: () => void
}

/** SPEC FD420. Text that is not stored is waited for: a new page would have only what the device keeps of it. */
export async function beginAnewIfPutBack(
  ahead: Ahead,
  { connection, ask = apiFetch, begin = () => location.reload() }: PutBackOptions,
): Promise<void> {
  if (!(await isPutBack(ahead, ask))) return
  const isStored = () => connection.get().waitingChanges === 0
  if (isStored()) return begin()
  const stop = connection.subscribe(() => {
    if (!isStored()) return
    stop()
    begin()
  })
}

async function isPutBack({ id, rev }: Ahead, ask: (path: string) => Promise<unknown>): Promise<boolean> {
  try {
    const post = await ask(`/api/v1/posts/${id}`)
    return typeof post === 'object' && post !== null && 'rev' in post && typeof post.rev === 'number' && post.rev < rev
  } catch (error) {
    // Without an answer nothing is known; the next feed asks again.
    return error instanceof ApiError && error.code === 'not_found'
  }
}
