import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { createGroupCommit, type Outcome } from './group-commit.ts'

const LIMITS = {
  batchEntries: 3,
  batchBytes: 100,
  bytesOf: (entry: string) => entry.length,
  rest: { fromEntries: 4, everyMs: 10 },
}

afterEach(() => void vi.useRealTimers())

test('[UL1] while one write is in flight the others wait for the next one, in order', async () => {
  const batches: (readonly string[])[] = []
  const finish: (() => void)[] = []
  const group = createGroupCommit<string, string>({
    ...LIMITS,
    async write(batch) {
      batches.push(batch)
      await new Promise<void>(resolve => finish.push(resolve))
      return batch.map((value): Outcome<string> => ({ ok: true, value }))
    },
  })
  const first = group.add('a')
  await nextTurn()
  const rest = ['b', 'c', 'd', 'e'].map(group.add)
  expect(batches).toEqual([['a']])
  expect(group.pendingBytes()).toBe(5)
  finish[0]?.()
  expect(await first).toBe('a')
  while (batches.length < 2) await nextTurn()
  finish[1]?.()
  while (batches.length < 3) await nextTurn()
  finish[2]?.()
  expect(await Promise.all(rest)).toEqual(['b', 'c', 'd', 'e'])
  expect(batches).toEqual([['a'], ['b', 'c', 'd'], ['e']])
  await group.drained()
  expect(group.pendingBytes()).toBe(0)
})

test('[UL620] what comes in the same turn of the event loop goes into one write, the first one too', async () => {
  const batches: (readonly string[])[] = []
  const group = createGroupCommit<string, string>({
    ...LIMITS,
    async write(batch) {
      batches.push(batch)
      return batch.map((value): Outcome<string> => ({ ok: true, value }))
    },
  })
  const first = group.add('first')
  // Another socket's message has a callback of its own.
  const others = ['second', 'third'].map(async entry => {
    await new Promise<void>(resolve => process.nextTick(resolve))
    return group.add(entry)
  })
  await Promise.all([first, ...others])
  expect(batches).toEqual([['first', 'second', 'third']])
})

test('[UL1] who writes again when the outcome is there gets into the very next write', async () => {
  const batches: (readonly string[])[] = []
  const finish: (() => void)[] = []
  const group = createGroupCommit<string, string>({
    ...LIMITS,
    async write(batch) {
      batches.push(batch)
      if (batches.length === 1) await new Promise<void>(resolve => finish.push(resolve))
      return batch.map((value): Outcome<string> => ({ ok: true, value }))
    },
  })
  const twice = group.add('first').then(async () => {
    // A caller has something to do with its outcome first.
    for (let step = 0; step < 10; step += 1) await Promise.resolve()
    return group.add('again')
  })
  while (batches.length < 1) await nextTurn()
  const other = group.add('other')
  finish[0]?.()
  await Promise.all([twice, other])
  expect(batches[1]).toEqual(['other', 'again'])
})

test('[UL490] after a batch of many the next one gathers for a while; after a batch of few it begins at once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
  const batches: (readonly string[])[] = []
  const group = createGroupCommit<string, string>({
    ...LIMITS,
    batchEntries: 100,
    async write(batch) {
      batches.push(batch)
      return batch.map((value): Outcome<string> => ({ ok: true, value }))
    },
  })
  await Promise.all(['a', 'b', 'c'].map(group.add))
  await group.add('d')
  expect(batches).toEqual([['a', 'b', 'c'], ['d']])
  await Promise.all(['e', 'f', 'g', 'h'].map(group.add))
  const [next, last] = [group.add('i'), group.add('j')]
  await vi.advanceTimersByTimeAsync(9)
  expect(batches).toHaveLength(3)
  await vi.advanceTimersByTimeAsync(1)
  expect(await Promise.all([next, last])).toEqual(['i', 'j'])
  expect(batches.slice(3)).toEqual([['i', 'j']])
})

test('[UL4] each caller gets its own outcome', async () => {
  const group = createGroupCommit<string, number>({
    ...LIMITS,
    write: async batch =>
      batch.map(entry =>
        entry === 'bad' ? { ok: false, error: new Error('bad') } : { ok: true, value: entry.length },
      ),
  })
  const outcomes = await Promise.allSettled(['one', 'bad', 'four'].map(group.add))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('a write that fails as a whole fails its batch and nothing after it', async () => {
  let calls = 0
  const group = createGroupCommit<string, string>({
    ...LIMITS,
    async write(batch) {
      calls += 1
      if (calls === 1) throw new Error('away')
      return batch.map((value): Outcome<string> => ({ ok: true, value }))
    },
  })
  await expect(group.add('a')).rejects.toThrow('away')
  expect(await group.add('b')).toBe('b')
})
