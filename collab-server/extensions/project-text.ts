/** Title and beginning of a post for the lists, soon after somebody wrote. The rows show what the log holds, never more. */
import type { Document, Extension } from '@hocuspocus/server'
import type { Logger } from 'pino'
import { parseDocName } from '#domain/contract/doc-names.ts'
import { recordText } from '#domain/services/posts.ts'
import { jsonOf } from '#domain/text/document.ts'
import { excerptOf, titleOf } from '#domain/text/plain-text.ts'
import type { Db } from '#prisma/client.ts'
import type { Rooms } from '../rooms.ts'

const DELAY_MS = 300
const RETRY_MS = 3_000

export function projectText({ db, rooms, logger }: { db: Db; rooms: Rooms; logger: Logger }): Extension {
  const timers = new Map<Document, NodeJS.Timeout>()

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
      for (const open of timers.keys()) if (open === document) await write(open)
    },
    async onDestroy() {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }

  function plan(document: Document, delayMs: number): void {
    if (!rooms.of(document) || timers.has(document)) return
    timers.set(
      document,
      setTimeout(() => void write(document), delayMs),
    )
  }

  async function write(document: Document): Promise<void> {
    clearTimeout(timers.get(document))
    timers.delete(document)
    const room = rooms.of(document)
    const ref = parseDocName(document.name)
    if (!room || ref?.kind !== 'post') return
    try {
      const json = jsonOf(document)
      await recordText(db, { postId: ref.postId, seq: room.seq, title: titleOf(json), excerpt: excerptOf(json) })
    } catch (error) {
      logger.warn({ err: error, doc: document.name }, 'title and excerpt could not be written yet')
      if (!document.isDestroyed) plan(document, RETRY_MS)
    }
  }
}
