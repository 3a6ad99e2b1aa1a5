/** Title and beginning of a post for the lists, soon after somebody wrote. The rows show what the log holds, never more. */
import type { Document, Extension } from '@hocuspocus/server'
import type { Logger } from 'pino'
import { parseDocName } from '#domain/contract/doc-names.ts'
import { createGroupCommit } from '#domain/log/group-commit.ts'
import { type RecordedText, recordTexts } from '#domain/services/posts.ts'
import { jsonOf } from '#domain/text/document.ts'
import { excerptOf, titleOf } from '#domain/text/plain-text.ts'
import type { Db } from '#prisma/client.ts'
import type { Rooms } from '../rooms.ts'

const DELAY_MS = 300
const RETRY_MS = 3_000
/** A text that takes long to read, or a database that takes long to answer, is asked the more seldom. */
const REST = 10
const TEXTS_AT_ONCE = 200
/** While lists would show nothing new, their row is told this seldom that somebody writes. */
const SAME_MS = 5_000

type Shown = { readonly title: string; readonly excerpt: string; readonly atMs: number }

export function projectText({ db, rooms, logger }: { db: Db; rooms: Rooms; logger: Logger }): Extension {
  const timers = new Map<Document, NodeJS.Timeout>()
  const writing = new Map<Document, Promise<void>>()
  /** Changed while they were being written. */
  const changed = new Set<Document>()
  const shown = new WeakMap<Document, Shown>()
  const texts = createGroupCommit<RecordedText, void>({
    async write(batch) {
      await recordTexts(db, batch)
      return batch.map(() => ({ ok: true, value: undefined }))
    },
    bytesOf: () => 0,
    batchEntries: TEXTS_AT_ONCE,
    batchBytes: Number.POSITIVE_INFINITY,
  })

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
      const open = [...timers.keys(), ...writing.keys()].find(one => one === document)
      if (!open) return
      await writing.get(open)
      shown.delete(open)
      if (timers.has(open)) await begin(open)
    },
    async onDestroy() {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }

  function plan(document: Document, delayMs: number): void {
    if (writing.has(document)) changed.add(document)
    else if (!timers.has(document))
      timers.set(
        document,
        setTimeout(() => void begin(document), delayMs),
      )
  }

  /** One write of a document at a time. */
  function begin(document: Document): Promise<void> {
    clearTimeout(timers.get(document))
    timers.delete(document)
    const startedAt = performance.now()
    const current = write(document).then(outcome => {
      writing.delete(document)
      const rest = outcome === 'failed' ? RETRY_MS : Math.max(DELAY_MS, (performance.now() - startedAt) * REST)
      const isBehind = changed.delete(document) || outcome !== 'written'
      if (isBehind && !document.isDestroyed) plan(document, Math.min(rest, RETRY_MS))
    })
    writing.set(document, current)
    return current
  }

  async function write(document: Document): Promise<'written' | 'later' | 'failed'> {
    const room = rooms.of(document)
    const ref = parseDocName(document.name)
    if (!room || ref?.kind !== 'post') return 'written'
    try {
      const json = jsonOf(document)
      const [title, excerpt] = [titleOf(json), excerptOf(json)]
      const before = shown.get(document)
      const isSame = before?.title === title && before.excerpt === excerpt
      if (isSame && performance.now() - before.atMs < SAME_MS) return 'later'
      await texts.add({ postId: ref.postId, seq: room.seq, title, excerpt })
      shown.set(document, { title, excerpt, atMs: performance.now() })
      return 'written'
    } catch (error) {
      logger.warn({ err: error, doc: document.name }, 'title and excerpt could not be written yet')
      return 'failed'
    }
  }
}
