/** What the server knows of a socket and of each document connection on it; extensions find it in Hocuspocus's context. */
import type { Connection } from '@hocuspocus/server'
import type { UserId, WorkspaceId } from '#domain/contract/ids.ts'
import type { Principal } from '#domain/services/access.ts'
import type { OpenDocument } from '#domain/services/documents.ts'

/** One message that carries an update. */
export type UpdateMessage = {
  /** `step2` answers our question for what we miss; `update` is one edit. */
  readonly kind: 'step2' | 'update'
  /** Yjs update v1, not looked at yet. */
  readonly update: Uint8Array
  /** To be called once, when the message has its outcome: its bytes are no longer held. */
  readonly done: () => void
}

/** Where a tab's words to one open document go, each kind in the order of its saying. */
export type Inlet = {
  readonly connection: Connection
  /** State vector as it came. */
  readonly handshake: (stateVector: Uint8Array) => void
  readonly update: (message: UpdateMessage) => void
  /** Awareness update as it came. */
  readonly presence: (states: Uint8Array) => void
}

/** One websocket; shared by all its document connections. */
export type SocketFacts = {
  /** Counted from 1 in this process, whose `pid` stands beside it in the log. */
  readonly id: number
  /** Version of the editor's schema as the tab tells it (`?editor=`); null for programs, which follow the contract. */
  readonly editorVersion: number | null
  /** Set once a ticket was good for some document. */
  authenticated: boolean
  /** Whose it is, once that is known; null for guests. */
  userId: UserId | null
  /** Who owes rest for what is done for it, once that is known; guests as well. */
  payer: UserId | null
  /** Somebody came by a share link: nobody's presence is sent to this socket. */
  isGuest: boolean
  /** A document is open from now on; what was said to it meanwhile goes in at once. */
  readonly opened: (inlet: Inlet) => void
  /** Somebody on it was turned down: where one refusal follows the other it is closed. */
  readonly refused: () => void
  /** Closes it as rate_limited. */
  readonly turnAway: (why: string) => void
  /** Documents open on it, or being opened. */
  readonly countDocuments: () => number
  /** Called when the websocket is gone. */
  readonly onClose: (listener: () => void) => void
}

/** A person on one document, as `authenticate` found them. */
export type Visitor = {
  readonly socket: SocketFacts
  readonly principal: Principal
  readonly user: OpenDocument['user']
  readonly workspaceId: WorkspaceId | null
  /** Their role allows no writing here, whatever else holds. */
  readonly mayOnlyRead: boolean
  /** Their role allows to comment here. */
  readonly mayComment: boolean
  /** Their editor is older than the schema: it may look on. */
  readonly outdated: boolean
  /** When the right ends by itself. */
  readonly endsAt: Date | null
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
