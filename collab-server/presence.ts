/**
 * Presence says who somebody is only as the server knows it. One connection speaks for one client id; what it says of
 * other ids is dropped, and name and colour are written over whatever it claims. SPEC CN37–CN39.
 */
import type { Connection, Document } from '@hocuspocus/server'
import { createDecoder, hasContent, readVarString, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import type { Logger } from 'pino'
import { applyAwarenessUpdate } from 'y-protocols/awareness'
import { AwarenessState, colorOf } from '#domain/contract/awareness.ts'
import { CLOSE_CODES } from '#domain/contract/close-codes.ts'
import { parseDocName } from '#domain/contract/doc-names.ts'
import type { UserId } from '#domain/contract/ids.ts'
import type { Metrics } from './metrics.ts'
import type { Rooms } from './rooms.ts'
import { type Inlet, toVisitor, type Visitor } from './visitor.ts'

/** Remembered for as long as the document is open, so that nobody takes an id while its owner reconnects. */
const IDS_REMEMBERED = 10_000

type Options = { readonly rooms: Rooms; readonly metrics: Metrics; readonly logger: Logger }
/** What a tab says of one client id; a null state: it is gone. */
type Said = { readonly client: number; readonly clock: number; readonly state: unknown }

export function createPresence({ rooms, metrics, logger }: Options): (connection: Connection) => Inlet['presence'] {
  const ownersByDocument = new WeakMap<Document, Map<number, UserId>>()

  return connection => {
    const { document } = connection
    let own: number | null = null

    return states => {
      if (!document.hasConnection(connection)) return
      const said = parseStates(states)
      if (!said) return refuse(connection)
      const visitor = toVisitor(connection.context)
      own ??= claim(said, document, visitor)
      const mine = said.find(({ client }) => client === own)
      if (!mine) return
      keepTogether(document, connection, mine.client)
      const state = mine.state === null ? null : stamp(mine.state, visitor, connection.readOnly, document.name)
      applyAwarenessUpdate(document.awareness, encode({ ...mine, state }), { source: 'connection', connection })
    }
  }

  /** The id this connection speaks for from now on: the first that is nobody else's. */
  function claim(said: readonly Said[], document: Document, { principal }: Visitor): number | null {
    const owners = ownersByDocument.get(document) ?? new Map<number, UserId>()
    ownersByDocument.set(document, owners)
    const writers = rooms.of(document)?.owners
    for (const { client, state } of said) {
      if (state === null) continue
      const owner = owners.get(client) ?? writers?.get(client) ?? principal.userId
      if (owner !== principal.userId) continue
      owners.delete(client)
      owners.set(client, principal.userId)
      const oldest = owners.keys().next()
      if (owners.size > IDS_REMEMBERED && !oldest.done) owners.delete(oldest.value)
      return client
    }
    return null
  }

  function refuse(connection: Connection): void {
    const reason = 'bad_message'
    metrics.refusals.inc({ reason })
    logger.info({ reason, why: 'presence cannot be read', doc: connection.document.name }, 'refused')
    connection.close({ code: CLOSE_CODES[reason].code, reason })
  }
}

/** Null when it is broken. Its length is bounded before (LIMITS.awarenessBytes). */
function parseStates(states: Uint8Array): readonly Said[] | null {
  try {
    const decoder = createDecoder(states)
    const said: Said[] = []
    for (let left = readVarUint(decoder); left > 0; left--) {
      const client = readVarUint(decoder)
      const clock = readVarUint(decoder)
      said.push({ client, clock, state: JSON.parse(readVarString(decoder)) })
    }
    return hasContent(decoder) ? null : said
  } catch {
    return null
  }
}

function encode({ client, clock, state }: Said): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, 1)
  writeVarUint(encoder, client)
  writeVarUint(encoder, clock)
  writeVarString(encoder, JSON.stringify(state))
  return toUint8Array(encoder)
}

/** After a reconnect the dead connection of the same tab must not take the state away when it is found dead. */
function keepTogether(document: Document, connection: Connection, id: number): void {
  const mine = document.connections.get(connection)?.clients
  if (!mine || mine.has(id)) return
  for (const { clients } of document.connections.values()) clients.delete(id)
  mine.add(id)
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
