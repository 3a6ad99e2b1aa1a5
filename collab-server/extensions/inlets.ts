/**
 * A document that has been opened begins to take what its tab says: its first word is answered, updates go to the log,
 * presence to the stamp.
 */
import type { Connection, Extension } from '@hocuspocus/server'
import { CLOSE_CODES } from '#domain/contract/close-codes.ts'
import type { Rooms } from '../rooms.ts'
import { type Inlet, toVisitor } from '../visitor.ts'

type Options = {
  readonly rooms: Rooms
  readonly openHandshake: (connection: Connection) => Inlet['handshake']
  readonly openWriter: (connection: Connection) => Inlet['update']
  readonly openPresence: (connection: Connection) => Inlet['presence']
}

export function openInlets({ rooms, openHandshake, openWriter, openPresence }: Options): Extension {
  return {
    extensionName: 'inlets',
    async connected({ connection, context }) {
      toVisitor(context).socket.opened({
        connection,
        handshake: openHandshake(connection),
        update: openWriter(connection),
        presence: openPresence(connection),
      })
      // Unloaded in the moment of joining, it would show nothing to anybody; broken, something else than its rows.
      if (connection.document.isDestroyed || rooms.of(connection.document)?.isBroken) {
        connection.close({ code: CLOSE_CODES.restarting.code, reason: 'restarting' })
      }
    },
  }
}
