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
    async beforeUnloadDocument({ document, documentName, instance }) {
      // Somebody joined a room in the moment it was unloaded and has left it again. Hocuspocus unloads by name: that
      // would take away the room which others have opened since. An error without words only ends it.
      if (instance.documents.get(documentName) !== document) throw new Error()
      const room = rooms.of(document as Document)
      while (room && room.writing.size > 0) await Promise.all(room.writing)
    },
  }
}
