/**
 * What the first visitors would wait for is done before anybody can come: code that is compiled when it is first used,
 * connections, and the plans that the database makes for each of them. After a restart a whole team comes at once.
 */
import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { docName } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import type { PostId, SessionId, UserId } from '#domain/contract/ids.ts'
import type { UpdateLog } from '#domain/log/update-log.ts'
import { createDoorkeeper } from '#domain/services/documents.ts'
import { issueTicket, verifyTicket } from '#domain/services/ticket.ts'
import type { Db } from '#prisma/client.ts'

type Options = {
  readonly db: Db
  readonly log: UpdateLog
  readonly authSecret: string
  readonly logger: Logger
}

/** Somebody who is not there asks for a post that is not there, all the way. */
export async function warmUp({ db, log, authSecret, logger }: Options): Promise<void> {
  const postId = randomUUID() as PostId
  const nobody = { userId: randomUUID() as UserId, sessionId: randomUUID() as SessionId }
  try {
    const [{ principal }] = await Promise.all([
      issueTicket(nobody, authSecret).then(ticket => verifyTicket(ticket, authSecret)),
      log.load(docName.post(postId)).catch(requireMissing),
      db.post.findUnique({ where: { id: postId }, select: { textSeq: true } }),
    ])
    await createDoorkeeper(db)(principal, { kind: 'post', postId }).catch(requireMissing)
  } catch (error) {
    logger.warn({ err: error }, 'the first visitors will wait longer: what they need could not be tried')
  }
}

function requireMissing(error: unknown): void {
  if (!(error instanceof AppError && (error.code === 'not_found' || error.code === 'unauthenticated'))) throw error
}
