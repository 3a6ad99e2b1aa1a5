/**
 * A room whose tabs are gone stays until what they said has its outcome; and Hocuspocus, which has nothing to store
 * here, is spared the work of trying: a debounce timer and a chain of hooks for each update.
 */
import type { Document, Extension } from '@hocuspocus/server'
import type { Rooms } from '../rooms.ts'

export function keepOpen({ rooms }: { rooms: Rooms }): Extension {
  return {
    extensionName: 'keep-open',
    async afterLoadDocument({ document }) {
      document.onUpdate(() => undefined)
    },
    async beforeUnloadDocument({ document }) {
      const room = rooms.of(document as Document)
      while (room && room.writing.size > 0) await Promise.all(room.writing)
    },
  }
}
