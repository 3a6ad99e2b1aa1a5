import { expect, it } from 'vitest'
import { ApiError } from '#web/api-client.ts'
import { beginAnewIfPutBack } from './put-back.ts'
import type { ConnectionSign } from './realtime-types.ts'
import { createStore } from './store.ts'

/** A page that shows a post at rev 4, and what the server says of it. */
async function page(stored: () => unknown, waitingChanges = 0) {
  const connection = createStore<ConnectionSign>({ state: 'live', attempt: 0, waitingChanges })
  let begun = 0
  const ask = async () => stored()
  const begin = () => {
    begun += 1
  }
  await beginAnewIfPutBack({ id: 'a', rev: 4 }, { connection, ask, begin })
  return { connection, begun: () => begun }
}

const fails = (code: ConstructorParameters<typeof ApiError>[0]) => () => {
  throw new ApiError(code, 'no')
}

it('[FD420] a page begins anew where the server has less than was shown, or nothing of it', async () => {
  expect((await page(() => ({ rev: 3 }))).begun()).toBe(1)
  expect((await page(fails('not_found'))).begun()).toBe(1)
})

it('[FD420] it goes on where only the feed was slower, and where nobody knows', async () => {
  expect((await page(() => ({ rev: 4 }))).begun()).toBe(0)
  expect((await page(fails('offline'))).begun()).toBe(0)
})

it('[FD420] text that is not stored is waited for', async () => {
  const { connection, begun } = await page(() => ({ rev: 1 }), 2)
  connection.set({ ...connection.get(), waitingChanges: 1 })
  expect(begun()).toBe(0)
  connection.set({ ...connection.get(), waitingChanges: 0 })
  connection.set({ ...connection.get(), attempt: 1 })
  expect(begun()).toBe(1)
})
