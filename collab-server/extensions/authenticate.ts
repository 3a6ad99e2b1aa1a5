/** Who it is and what they may do here: asked of the database for every document, on every opening. */
import type { Extension, onAuthenticatePayload } from '@hocuspocus/server'
import type { Logger } from 'pino'
import { type CloseReason, Refusal } from '#domain/contract/close-codes.ts'
import { parseDocName } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import { EDITOR_SCHEMA_VERSION } from '#domain/contract/protocol.ts'
import type { Refusals } from '#domain/refusals.ts'
import type { Principal } from '#domain/services/access.ts'
import type { HeldBack } from '#domain/services/account-activity.ts'
import type { RequireDocument } from '#domain/services/documents.ts'
import { verifyTicket } from '#domain/services/ticket.ts'
import type { Costs } from '../costs.ts'
import { createSpentTickets } from '../spent-tickets.ts'
import type { Limits } from '../transport/socket.ts'
import { isYWebsocket } from '../transport/y-websocket.ts'
import { type SocketFacts, toStranger, type Visitor } from '../visitor.ts'

/** What an opening takes of the thread that all share: the database is asked, and mostly a text is read. */
const OPENING_MS = 2

type Options = {
  readonly requireDocument: RequireDocument
  readonly authSecret: string
  readonly limits: Limits
  readonly logger: Logger
  readonly refusals: Refusals
  readonly heldBack: HeldBack
  readonly costs: Costs
}

export function authenticate({
  requireDocument,
  authSecret,
  limits,
  logger,
  refusals,
  heldBack,
  costs,
}: Options): Extension {
  const socketsByUser = new Map<string, Set<SocketFacts>>()
  const spent = createSpentTickets()

  return {
    extensionName: 'authenticate',
    async onAuthenticate(payload): Promise<Visitor> {
      try {
        return await admit(payload)
      } catch (error) {
        const refusal = toRefusal(error, cause =>
          logger.error({ err: cause, doc: payload.documentName }, 'could not ask who may open'),
        )
        const { reason, message: why } = refusal
        const { id, userId, refused } = toStranger(payload.context).socket
        refusals.tell({ reason, why, doc: payload.documentName, socket: id, ...(userId && { userId }) }, 'not let in')
        if (reason !== 'overloaded') refused()
        throw refusal
      }
    },
  }

  async function admit({
    token,
    documentName,
    context,
    connectionConfig,
    request,
  }: onAuthenticatePayload): Promise<Visitor> {
    const { socket } = toStranger(context)
    const ticket = verifyTicket(token, authSecret)
    // An address is written down in places that nobody thinks of; a ticket in it opens once, and nothing after that.
    if (isYWebsocket(request) ? !spent.spend(ticket) : spent.has(ticket)) {
      throw new Refusal('unauthenticated', 'a ticket that was used')
    }
    const { principal } = ticket
    // That door answers questions for presence, which guests do not see.
    if (principal.guest && isYWebsocket(request)) throw new Refusal('forbidden', 'a guest at the other door')
    const ref = parseDocName(documentName)
    if (!ref) throw new Refusal('not_found', 'no such kind of document')
    socket.payer = principal.userId
    if (costs.dueMs(principal.userId) > 0) {
      // An answer for each document would be what they make the server do next.
      socket.turnAway('openings without end')
      throw tooMany(principal, 'openings without end')
    }
    costs.add(principal.userId, OPENING_MS)
    const open = await requireDocument(principal, ref)
    countSocket(principal, socket)
    countDocuments(principal)
    const outdated = socket.editorVersion !== null && socket.editorVersion < EDITOR_SCHEMA_VERSION
    connectionConfig.readOnly = open.readOnly || (ref.kind === 'post' && outdated)
    socket.authenticated = true
    if (principal.guest) socket.isGuest = true
    else socket.userId = principal.userId
    const { user, workspaceId, readOnly: mayOnlyRead, mayComment, endsAt } = open
    return { socket, principal, user, workspaceId, mayOnlyRead, mayComment, outdated, endsAt }
  }

  function countDocuments(principal: Principal): void {
    let documents = 0
    for (const socket of socketsByUser.get(principal.userId) ?? []) documents += socket.countDocuments()
    if (documents > limits.documentsPerUser) throw tooMany(principal, 'too many documents of one person')
  }

  function countSocket(principal: Principal, socket: SocketFacts): void {
    const { userId } = principal
    const sockets = socketsByUser.get(userId) ?? new Set()
    if (sockets.has(socket)) return
    if (sockets.size >= limits.socketsPerUser) throw tooMany(principal, 'too many sockets of one person')
    socketsByUser.set(userId, sockets.add(socket))
    socket.onClose(() => {
      sockets.delete(socket)
      if (sockets.size === 0) socketsByUser.delete(userId)
    })
  }

  function tooMany({ guest, userId }: Principal, why: string): Refusal {
    if (!guest) heldBack(userId)
    return new Refusal('rate_limited', why)
  }
}

function toRefusal(error: unknown, onUnexpected: (error: unknown) => void): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof AppError && isAnswer(error.code)) return new Refusal(error.code, error.code)
  onUnexpected(error)
  return new Refusal('overloaded', 'the database did not answer')
}

function isAnswer(code: string): code is Extract<CloseReason, 'unauthenticated' | 'forbidden' | 'not_found'> {
  return code === 'unauthenticated' || code === 'forbidden' || code === 'not_found'
}
