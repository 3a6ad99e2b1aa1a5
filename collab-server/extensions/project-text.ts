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

export function projectText({ db, rooms, logger }: { db: Db; rooms: Rooms; logger: Logger }): Extension {
  const timers = new Map<Document, NodeJS.Timeout>()
  const writing = new Map<Document, Promise<void>>()
  /** Changed while they were being written. */
  const changed = new Set<Document>()
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
    const current = write(document).then(isWritten => {
      writing.delete(document)
      const rest = isWritten ? Math.max(DELAY_MS, (performance.now() - startedAt) * REST) : RETRY_MS
      const isBehind = changed.delete(document) || !isWritten
      if (isBehind && !document.isDestroyed) plan(document, Math.min(rest, RETRY_MS))
    })
    writing.set(document, current)
    return current
  }

  async function write(document: Document): Promise<boolean> {
    const room = rooms.of(document)
    const ref = parseDocName(document.name)
    if (!room || ref?.kind !== 'post') return true
    try {
      const json = jsonOf(document)
      await texts.add({ postId: ref.postId, seq: room.seq, title: titleOf(json), excerpt: excerptOf(json) })
      return true
    } catch (error) {
      logger.warn({ err: error, doc: document.name }, 'title and excerpt could not be written yet')
      return false
    }
  }
}
