import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyMark, type Mark } from '#domain/contract/apply-mark.ts'
import { ApiError } from '#web/api-client.ts'
import { type Inbox, shownInbox } from './inbox-marks.ts'
import { createKeptMarks } from './kept-marks.ts'
import type { NotificationItem } from './realtime-types.ts'

const at = (tick: number) => new Date(Date.UTC(2026, 10, 28) + tick).toISOString()
const row = (id: string, change: Partial<NotificationItem> = {}): NotificationItem => ({
  id,
  kind: 'reply',
  severity: 'info',
  title: 'x',
  actors: [],
  count: 1,
  rev: 1,
  at: at(0),
  readAt: null,
  ...change,
})

/** The server's side: rows, and the law that marks follow there. */
function createServer() {
  let tick = 1
  const rows = new Map(['a', 'b', 'c'].map(id => [id, row(id)]))
  const change = (id: string, mark: Mark) => {
    const before = rows.get(id)
    const after = before && applyMark(before, mark, at(tick++))
    if (!after || after === before) return []
    rows.set(id, after)
    return [{ id, rev: after.rev }]
  }
  return {
    feed: (): Inbox => {
      const items = [...rows.values()]
        .filter(item => !item.archivedAt)
        .sort((one, other) => (one.at < other.at ? 1 : -1))
      return { items, unread: items.filter(item => item.readAt === null).length }
    },
    raise: (id: string) => {
      const before = rows.get(id) ?? row(id)
      rows.set(id, { ...before, at: at(tick++), rev: before.rev + 1, readAt: null, archivedAt: null })
    },
    answer: (path: string, body: unknown): unknown => {
      if (path.endsWith('/marks')) {
        const { marks } = body as { marks: (Mark & { id: string })[] }
        return { items: marks.flatMap(({ id, ...mark }) => change(id, mark)) }
      }
      const { at: upTo } = body as { at: string }
      for (const { id, at: raised, rev } of rows.values()) {
        if (raised <= upTo) change(id, { at: upTo, rev, read: true })
      }
      return null
    },
  }
}

/** A page whose calls and feeds arrive when the test says so. */
function createPage(server: ReturnType<typeof createServer>) {
  const calls: { path: string; body: unknown; resolve: (answer: unknown) => void; reject: (error: Error) => void }[] =
    []
  const marks = createKeptMarks(
    'mira',
    (path, body) => new Promise((resolve, reject) => calls.push({ path, body, resolve, reject })),
  )
  let feed = server.feed()
  return {
    marks,
    calls,
    feed: () => feed,
    shown: () => shownInbox(feed, marks.waiting.get()),
    look: () => {
      feed = server.feed()
      marks.settle(feed)
    },
    async answer() {
      const call = calls.shift()
      if (!call) return
      call.resolve(server.answer(call.path, call.body))
      await settled()
    },
    async fail() {
      calls.shift()?.reject(new ApiError('offline', 'no answer'))
      await settled()
    },
  }
}

const settled = () => new Promise(resolve => setImmediate(resolve))
const countOf = ({ items }: Inbox) => items.filter(item => item.readAt === null).length

type Step = {
  readonly does: 'raise' | 'read' | 'unread' | 'archive' | 'look' | 'answer' | 'all'
  readonly on: 0 | 1
  readonly id: string
}
const step: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom('raise', 'read', 'unread', 'archive', 'look', 'look', 'answer', 'answer', 'all'),
  on: fc.constantFrom(0, 1),
  id: fc.constantFrom('a', 'b', 'c'),
})

describe('marks of this device', () => {
  it('[NT6] the count is of the rows on show, never negative, and the same everywhere once all is said', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async steps => {
        const server = createServer()
        const pages = [createPage(server), createPage(server)]
        for (const { does, on, id } of steps) {
          const page = pages[on]
          if (!page) continue
          const item = page.feed().items.find(one => one.id === id)
          if (does === 'raise') server.raise(id)
          if (does === 'look') page.look()
          if (does === 'answer') await page.answer()
          if (does === 'all') page.marks.readAll(page.feed())
          if (item && does === 'read') page.marks.mark(item, { read: true })
          if (item && does === 'unread') page.marks.mark(item, { read: false })
          if (item && does === 'archive') page.marks.mark(item, { archived: true })
          await settled()
          for (const { shown } of pages) expect(shown().unread).toBe(countOf(shown()))
        }
        for (let round = 0; round < 100 && pages.some(({ calls }) => calls.length > 0); round++) {
          for (const page of pages) await page.answer()
        }
        for (const page of pages) {
          page.look()
          expect(page.shown()).toEqual(server.feed())
          expect(page.marks.waiting.get()).toEqual({ marks: new Map(), upTo: null })
        }
      }),
      { numRuns: 150 },
    )
  })

  it('[NT6] a mark shows at once, waits without a connection, and is sent when there is one', async () => {
    const server = createServer()
    const page = createPage(server)
    const [first] = page.feed().items
    if (!first) return
    page.marks.mark(first, { read: true })
    expect(page.shown().unread).toBe(2)
    await page.fail()
    expect(page.shown().unread).toBe(2)
    page.marks.send()
    await page.answer()
    expect(server.feed().unread).toBe(2)
    expect(page.shown().unread).toBe(2)
    page.look()
    expect(page.marks.waiting.get().marks.size).toBe(0)
  })

  it('[NT6] the opposite of what waits sends nothing', async () => {
    const page = createPage(createServer())
    const [first, second] = page.feed().items
    if (!first || !second) return
    page.marks.mark(first, { read: true })
    await page.fail()
    page.marks.mark(first, { read: false })
    expect(page.marks.waiting.get().marks.size).toBe(0)
    expect(page.shown().unread).toBe(3)
    expect(page.calls).toEqual([])
  })

  it('[NT6] rows that the page does not hold count until all up to now is read', () => {
    const feed: Inbox = { items: [row('a')], unread: 12 }
    const page = createPage(createServer())
    expect(shownInbox(feed, page.marks.waiting.get()).unread).toBe(12)
    page.marks.readAll(feed)
    expect(shownInbox(feed, page.marks.waiting.get()).unread).toBe(0)
  })

  it('[NT7] read, unread, archived and brought back, whatever is on its way meanwhile, a row is as it was', async () => {
    const DEEDS = [{ read: true }, { read: false }, { archived: true }, { archived: false }] as const
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('look', 'answer', 'deed'), { maxLength: 30 }), async steps => {
        const server = createServer()
        const page = createPage(server)
        const deeds = [...DEEDS]
        let last = page.shown().items[0]
        const deed = () => {
          const wanted = deeds.shift()
          if (!wanted || !last) return
          const { id } = last
          last = page.shown().items.find(item => item.id === id) ?? last
          const held = page.feed().items.find(item => item.id === id)
          page.marks.mark(held ?? { ...last, archivedAt: last.at }, wanted)
        }
        for (const step of steps) {
          if (step === 'look') page.look()
          if (step === 'answer') await page.answer()
          if (step === 'deed') deed()
        }
        while (deeds.length + page.calls.length > 0) {
          deed()
          await page.answer()
          page.look()
        }
        expect(server.feed()).toMatchObject({ items: { length: 3 }, unread: 3 })
      }),
      { numRuns: 500 },
    )
  })
})
