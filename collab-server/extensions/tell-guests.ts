/**
 * Guests of a share link see how many people are in the post, and nobody's name or caret: presence is not sent to them
 * (transport/socket.ts), this number is.
 */
import type { Document, Extension } from '@hocuspocus/server'
import { parseDocName } from '#domain/contract/doc-names.ts'
import type { ServerNote } from '#domain/contract/stateless.ts'
import { peopleOf } from '../feed/viewers.ts'
import { isVisitor } from '../visitor.ts'

const THROTTLE_MS = 500

export function tellGuests(): Extension {
  const timers = new Map<Document, NodeJS.Timeout>()

  function tellSoon(document: Document): void {
    if (timers.has(document) || parseDocName(document.name)?.kind !== 'post' || guestsIn(document).length === 0) return
    timers.set(
      document,
      setTimeout(() => {
        timers.delete(document)
        const note: ServerNote = {
          type: 'people_here',
          count: peopleOf(document.awareness.getStates().values()).viewers.length,
        }
        for (const connection of guestsIn(document)) connection.sendStateless(JSON.stringify(note))
      }, THROTTLE_MS),
    )
  }

  return {
    extensionName: 'tell-guests',
    async connected({ connection }) {
      tellSoon(connection.document)
    },
    async afterLoadDocument({ document }) {
      // Straight from the document: hooks for each change cost every caret.
      document.awareness.on('change', () => tellSoon(document))
    },
    async onDestroy() {
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}

function guestsIn(document: Document) {
  return document.getConnections().filter(({ context }) => isVisitor(context) && context.principal.guest !== undefined)
}
