/**
 * Presence says who somebody is only as the server knows it. One connection speaks for one client id; what it says of
 * other ids is dropped, and name and colour are written over whatever it claims. SPEC CN37–CN39.
 *
 * Which post somebody is in is told by the post: to those who have it open, and in the feeds of those who may see it. To
 * the workspace it is never told, so no right that changes can leave it behind there. SPEC PR33.
 */
import type { Connection, Document } from '@hocuspocus/server'
import { createDecoder, hasContent, readVarString, readVarUint } from 'lib0/decoding'
import { AwarenessState, colorOf } from '#domain/contract/awareness.ts'
import { parseDocName } from '#domain/contract/doc-names.ts'
import type { UserId } from '#domain/contract/ids.ts'
import type { Refusals } from '#domain/refusals.ts'
import { createPresencePace, type PresencePace } from './presence-pace.ts'
import { refuseDocument } from './refuse-document.ts'
import type { Rooms } from './rooms.ts'
import { type Inlet, isVisitor, toVisitor, type Visitor } from './visitor.ts'

/** Remembered for as long as the document is open, so that nobody takes an id while its owner reconnects. */
const IDS_REMEMBERED = 10_000

type Options = { readonly rooms: Rooms; readonly refusals: Refusals }
/** What a tab says of one client id, not looked at yet; a null state: it is gone. */
type Claim = { readonly client: number; readonly clock: number; readonly state: unknown }

export function createPresence({ rooms, refusals }: Options): (connection: Connection) => Inlet['presence'] {
  const ownersByDocument = new WeakMap<Document, Map<number, UserId>>()
  const paces = new WeakMap<Document, PresencePace>()

  return connection => {
    const { document } = connection
    const pace = paces.get(document) ?? createPresencePace(document, forgets)
    paces.set(document, pace)
    let own: number | null = null

    return states => {
      if (!document.hasConnection(connection)) return
      const said = parseStates(states)
      if (!said) return refuseDocument(connection, { reason: 'bad_message', why: 'presence cannot be read' }, refusals)
      const visitor = toVisitor(connection.context)
      own ??= claim(said, document, visitor)
      const mine = said.find(({ client }) => client === own)
      if (!mine) return
      keepTogether(document, connection, mine.client)
      const state = mine.state === null ? null : stamp(mine.state, visitor, connection.readOnly, document.name)
      pace.say(visitor.principal.userId, connection, { ...mine, state })
    }
  }

  /** The id this connection speaks for from now on: the first that is nobody else's. */
  function claim(said: readonly Claim[], document: Document, { principal }: Visitor): number | null {
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
}

/** Null when it is broken. Its length is bounded before (LIMITS.awarenessBytes). */
function parseStates(states: Uint8Array): readonly Claim[] | null {
  try {
    const decoder = createDecoder(states)
    const said: Claim[] = []
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

/** After a reconnect the dead connection of the same tab must not take the state away when it is found dead. */
function keepTogether(document: Document, connection: Connection, id: number): void {
  const mine = document.connections.get(connection)?.clients
  if (!mine || mine.has(id)) return
  for (const { clients } of document.connections.values()) clients.delete(id)
  mine.add(id)
}

/** Programs and other people's editors do what y-protocols does; our pages leave it to the server (calm-awareness.ts). */
function forgets({ context }: Connection): boolean {
  return !isVisitor(context) || context.socket.editorVersion === null
}

/** Path of a post's page, with whatever follows it. */
const IN_A_POST = /^\/posts\//

function stamp(said: unknown, { user, mayComment }: Visitor, readOnly: boolean, documentName: string): AwarenessState {
  const { page, mode, typing, cursor, thread, follows, view } = parseParts(said)
  const common = { user: { id: user.id, name: user.name, color: colorOf(user.color) } }
  if (parseDocName(documentName)?.kind !== 'post') {
    return {
      ...common,
      ...(page !== undefined && !IN_A_POST.test(page) && { page }),
      ...(mode !== undefined && { mode }),
      ...(typing !== undefined && { typing }),
    }
  }
  const talks = thread != null && mayComment
  return {
    ...common,
    ...(page !== undefined && { page }),
    ...(mode !== undefined && { mode: readOnly && mode === 'editing' ? 'viewing' : mode }),
    ...(typing !== undefined && { typing: typing && (talks || !readOnly) }),
    ...(cursor !== undefined && { cursor }),
    ...(talks && { thread }),
    ...(follows != null && { follows }),
    ...(view != null && { view }),
  }
}

/** Each part for itself: one odd field does not cost the others. */
function parseParts(said: unknown): Partial<AwarenessState> {
  if (typeof said !== 'object' || said === null) return {}
  const { page, mode, typing, cursor, thread, follows, view } = AwarenessState.shape
  const part = <T>(schema: { safeParse: (value: unknown) => { data?: T | undefined } }, name: string) =>
    schema.safeParse((said as Record<string, unknown>)[name]).data
  return {
    page: part(page, 'page'),
    mode: part(mode, 'mode'),
    typing: part(typing, 'typing'),
    cursor: part(cursor, 'cursor'),
    thread: part(thread, 'thread'),
    follows: part(follows, 'follows'),
    view: part(view, 'view'),
  }
}
