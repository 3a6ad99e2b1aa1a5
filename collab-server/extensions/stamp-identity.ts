/**
 * Presence says who somebody is only as the server knows it. One connection speaks for one client id; what it says of
 * other ids is dropped, and name and colour are written over whatever it claims. SPEC CN37–CN39.
 */
import type { beforeHandleAwarenessPayload, Connection, Document, Extension } from '@hocuspocus/server'
import { AwarenessState, colorOf } from '#domain/contract/awareness.ts'
import { parseDocName } from '#domain/contract/doc-names.ts'
import type { UserId } from '#domain/contract/ids.ts'
import type { Rooms } from '../rooms.ts'
import { toVisitor, type Visitor } from '../visitor.ts'

/** Remembered for as long as the document is open, so that nobody takes an id while its owner reconnects. */
const IDS_REMEMBERED = 10_000

export function stampIdentity({ rooms }: { rooms: Rooms }): Extension {
  const ownersByDocument = new WeakMap<Document, Map<number, UserId>>()
  const idByConnection = new WeakMap<Connection, number>()

  return {
    extensionName: 'stamp-identity',
    async beforeHandleAwareness({ states, document, connection, context }) {
      // The server's own states have no connection.
      if (!connection) return
      const visitor = toVisitor(context)
      const own = idByConnection.get(connection) ?? claim(states, document, connection, visitor)
      const said = own === null ? undefined : states.get(own)
      states.clear()
      if (own === null || said === undefined) return
      keepTogether(document, connection, own)
      states.set(own, stamp(said, visitor, connection.readOnly, document.name))
    },
  }

  /** The id this connection speaks for from now on: the first that is nobody else's. */
  function claim(
    states: beforeHandleAwarenessPayload['states'],
    document: Document,
    connection: Connection,
    { principal }: Visitor,
  ): number | null {
    const owners = ownersByDocument.get(document) ?? new Map<number, UserId>()
    ownersByDocument.set(document, owners)
    const writers = rooms.of(document)?.owners
    for (const [id, state] of states) {
      // Hocuspocus decodes into an Awareness of its own, whose empty state stands among the others.
      if (Object.keys(state).length === 0) continue
      const owner = owners.get(id) ?? writers?.get(id) ?? principal.userId
      if (owner !== principal.userId) continue
      owners.delete(id)
      owners.set(id, principal.userId)
      const oldest = owners.keys().next()
      if (owners.size > IDS_REMEMBERED && !oldest.done) owners.delete(oldest.value)
      idByConnection.set(connection, id)
      return id
    }
    return null
  }
}

/** After a reconnect the dead connection of the same tab must not take the state away when it is found dead. */
function keepTogether(document: Document, connection: Connection, id: number): void {
  for (const [other, { clients }] of document.connections) {
    if (other !== connection) clients.delete(id)
    else clients.add(id)
  }
}

function stamp(said: unknown, { user }: Visitor, readOnly: boolean, documentName: string): AwarenessState {
  const { page, mode, typing, cursor } = parseParts(said)
  const isPost = parseDocName(documentName)?.kind === 'post'
  return {
    user: { id: user.id, name: user.name, color: colorOf(user.color) },
    ...(page !== undefined && { page }),
    ...(mode !== undefined && { mode: readOnly && isPost && mode === 'editing' ? 'viewing' : mode }),
    ...(typing !== undefined && { typing: typing && !(readOnly && isPost) }),
    ...(cursor !== undefined && isPost && { cursor }),
  }
}

/** Each part for itself: one odd field does not cost the others. */
function parseParts(said: unknown): Partial<AwarenessState> {
  if (typeof said !== 'object' || said === null) return {}
  const { page, mode, typing, cursor } = AwarenessState.shape
  const part = <T>(schema: { safeParse: (value: unknown) => { data?: T | undefined } }, name: string) =>
    schema.safeParse((said as Record<string, unknown>)[name]).data
  return {
    page: part(page, 'page'),
    mode: part(mode, 'mode'),
    typing: part(typing, 'typing'),
    cursor: part(cursor, 'cursor'),
  }
}
