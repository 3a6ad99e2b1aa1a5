/** What the server knows of a socket and of each document connection on it; extensions find it in Hocuspocus's context. */
import type { CloseReason } from '#domain/contract/close-codes.ts'
import type { WorkspaceId } from '#domain/contract/ids.ts'
import type { Principal } from '#domain/services/access.ts'
import type { OpenDocument } from '#domain/services/documents.ts'

/** One websocket; shared by all its document connections. */
export type SocketFacts = {
  readonly id: string
  /** Version of the editor's schema as the tab tells it (`?editor=`); null for programs, which follow the contract. */
  readonly editorVersion: number | null
  /** Set once a ticket was good for some document. */
  authenticated: boolean
  /** A message of that address has its outcome: its bytes are no longer held. */
  readonly handled: (address: string, bytes: number) => void
  /** Addresses that said something broken before they were open: closed with that reason as soon as they are. */
  readonly doomed: Map<string, CloseReason>
}

/** A person on one document, as `authenticate` found them. */
export type Visitor = {
  readonly socket: SocketFacts
  readonly principal: Principal
  readonly user: OpenDocument['user']
  readonly workspaceId: WorkspaceId | null
  /** Their role allows no writing here, whatever else holds. */
  readonly mayOnlyRead: boolean
  /** Their editor is older than the schema: it may look on. */
  readonly outdated: boolean
}

/** What `handleConnection` gives every document connection of a socket before anybody is known. */
export type Stranger = { readonly socket: SocketFacts }

export function toStranger(context: unknown): Stranger {
  if (!isStranger(context)) throw new Error('A document connection without its socket')
  return context
}

/** @throws for a connection that passed no `authenticate`: only the server's own have none */
export function toVisitor(context: unknown): Visitor {
  if (!isVisitor(context)) throw new Error('A document connection that nobody authenticated')
  return context
}

export function isVisitor(context: unknown): context is Visitor {
  return isStranger(context) && 'principal' in context && 'user' in context
}

function isStranger(context: unknown): context is Stranger {
  return typeof context === 'object' && context !== null && 'socket' in context
}
