/**
 * Title and beginning of a post for the lists, soon after somebody wrote. The rows show what the log holds, never more.
 *
 *   update ─▶ due in a moment ─▶ all that are due in one transaction ─▶ rest ten times as long as it took
 */
import type { Document, Extension } from '@hocuspocus/server'
import type { Logger } from 'pino'
import { parseDocName } from '#domain/contract/doc-names.ts'
import { type RecordedText, recordTexts } from '#domain/services/posts.ts'
import { jsonOf } from '#domain/text/document.ts'
import { excerptOf, titleOf } from '#domain/text/plain-text.ts'
import { FIELDS, tagsOf } from '#domain/text/post-fields.ts'
import { createTurns } from '#domain/turns.ts'
import type { Db } from '#prisma/client.ts'
import type { Rooms } from '../rooms.ts'

const DELAY_MS = 300
/** Also the longest rest. */
const RETRY_MS = 3_000
/** Keystrokes come first: reading texts and writing them down together get a tenth of the time. */
const REST = 10
const TEXTS_AT_ONCE = 100
/** While lists would show nothing new, they are told this seldom that somebody writes: each telling goes into every open feed … */
const SAME_MS = 10_000
/** … and of however many posts at these moments, all together. */
const SAME_GRID_MS = 5_000

type Shown = Pick<RecordedText, 'title' | 'excerpt' | 'tags'> & { readonly atMs: number }
type Read = { readonly document: Document; readonly text: RecordedText }

export function projectText({ db, rooms, logger }: { db: Db; rooms: Rooms; logger: Logger }): Extension {
  /** What lists may show wrongly, and from when on it is worth a look. */
  const dueAt = new Map<Document, number>()
  const shown = new WeakMap<Document, Shown>()
  let underWay: ReadonlySet<Document> = new Set()
  let running: Promise<void> | null = null
  let restUntil = 0
  let timer: NodeJS.Timeout | undefined
  let timerAt = Number.POSITIVE_INFINITY

  return {
    extensionName: 'project-text',
    async afterLoadDocument({ document }) {
      if (!rooms.of(document)) return
      // Straight from the document: hooks for each change cost every keystroke.
      document.on('update', () => plan(document, DELAY_MS))
      // A process that was killed may have left the row behind its text.
      plan(document, DELAY_MS)
    },
    async beforeUnloadDocument({ document }) {
      const open = [...dueAt.keys(), ...underWay].find(one => one === document)
      if (!open) return
      if (underWay.has(open)) await running
      shown.delete(open)
      if (dueAt.delete(open)) await write([open])
    },
    async onDestroy() {
      clearTimeout(timer)
      dueAt.clear()
    },
  }

  function plan(document: Document, delayMs: number): void {
    if (dueAt.has(document)) return
    const at = performance.now() + delayMs
    dueAt.set(document, at)
    wake(at)
  }

  function wake(dueMs: number): void {
    const at = Math.max(dueMs, restUntil)
    if (running || at >= timerAt) return
    clearTimeout(timer)
    timerAt = at
    timer = setTimeout(begin, at - performance.now())
  }

  function begin(): void {
    const startedAt = performance.now()
    timerAt = Number.POSITIVE_INFINITY
    const due = [...dueAt].filter(([, at]) => at <= startedAt + 1).slice(0, TEXTS_AT_ONCE)
    const documents = due.map(([document]) => document)
    for (const document of documents) dueAt.delete(document)
    underWay = new Set(documents)
    running = write(documents).then(() => {
      running = null
      underWay = new Set()
      const endedAt = performance.now()
      restUntil = endedAt + Math.min(RETRY_MS, (endedAt - startedAt) * REST)
      if (dueAt.size > 0) wake(Math.min(...dueAt.values()))
    })
  }

  async function write(documents: readonly Document[]): Promise<void> {
    const read = await readTexts(documents)
    if (read.length === 0) return
    try {
      await recordTexts(
        db,
        read.map(({ text }) => text),
      )
      const atMs = performance.now()
      for (const { document, text } of read) {
        const { title, excerpt, tags } = text
        shown.set(document, { title, excerpt, tags, atMs })
      }
    } catch (error) {
      logger.warn({ err: error, texts: read.length }, 'titles and excerpts could not be written yet')
      for (const { document } of read) planAgain(document, RETRY_MS)
    }
  }

  /** Those that lists would show otherwise, or that have not been heard of for a while; the others are planned again. */
  async function readTexts(documents: readonly Document[]): Promise<readonly Read[]> {
    const takeTurns = createTurns()
    const read: Read[] = []
    for (const document of documents) {
      const text = readText(document)
      const before = shown.get(document)
      const restMs = before ? before.atMs + SAME_MS - performance.now() : 0
      const isSame = before !== undefined && text !== null && isShownAlike(before, text)
      if (text && isSame && restMs > 0) planAgain(document, onGrid(restMs))
      else if (text) read.push({ document, text })
      await takeTurns()
    }
    return read
  }

  function readText(document: Document): RecordedText | null {
    const room = rooms.of(document)
    const ref = parseDocName(document.name)
    if (!room || ref?.kind !== 'post') return null
    try {
      const content = jsonOf(document)
      const fields = document.getMap(FIELDS).toJSON()
      const [title, excerpt, tags] = [titleOf(content), excerptOf(content), tagsOf(fields)]
      return { postId: ref.postId, seq: room.seq, title, excerpt, tags, content, fields }
    } catch (error) {
      logger.warn({ err: error, doc: document.name }, 'title and excerpt could not be read')
      planAgain(document, RETRY_MS)
      return null
    }
  }

  function planAgain(document: Document, delayMs: number): void {
    if (!document.isDestroyed) plan(document, delayMs)
  }
}

/** The next moment of the grid after a time to wait. */
function onGrid(waitMs: number): number {
  const nowMs = performance.now()
  return Math.ceil((nowMs + waitMs) / SAME_GRID_MS) * SAME_GRID_MS - nowMs
}

function isShownAlike(a: Omit<Shown, 'atMs'>, b: Omit<Shown, 'atMs'>): boolean {
  return a.title === b.title && a.excerpt === b.excerpt && a.tags.join() === b.tags.join()
}
