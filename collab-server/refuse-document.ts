/** One person is turned away from one document: told, counted, and closed for them with the word. */
import type { Connection } from '@hocuspocus/server'
import { CLOSE_CODES, type CloseReason } from '#domain/contract/close-codes.ts'
import type { UserId } from '#domain/contract/ids.ts'
import type { Refusals } from '#domain/refusals.ts'
import { toVisitor } from './visitor.ts'

export function refuseDocument(
  connection: Connection,
  { reason, why }: { readonly reason: CloseReason; readonly why: string },
  refusals: Refusals,
): void {
  refusals.tell({ reason, why, ...whose(connection) }, 'refused')
  connection.close({ code: CLOSE_CODES[reason].code, reason })
}

/** What a line of the log says of them. */
export function whose({ document, context }: Connection): { readonly doc: string; readonly userId: UserId } {
  return { doc: document.name, userId: toVisitor(context).principal.userId }
}
