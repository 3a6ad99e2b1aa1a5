/** The invitation behind a link, for whoever holds it. */
import { AppError } from '#domain/contract/errors.ts'
import { getInvitation, type OpenInvitation } from '#domain/services/invitations.ts'
import { serverContext } from '#web/server-context.ts'

/** Null when it was used, taken back, has ended or never was. */
export async function findInvitation(id: string): Promise<OpenInvitation | null> {
  try {
    return await getInvitation(serverContext().db, id)
  } catch (error) {
    if (error instanceof AppError && error.code === 'invitation_ended') return null
    throw error
  }
}
