/**
 * Whom a request expects to act as. One browser has one cookie for all its tabs, and somebody else may have signed in
 * since a page was made: its calls name the person it shows, and nothing is done for it as anybody else. SPEC AU430.
 */
import { AppError } from '#domain/contract/errors.ts'
import { getMe } from '#domain/queries/me.ts'
import type { Principal } from '#domain/services/access.ts'
import type { Db } from '#prisma/client.ts'
import { EXPECTED_USER } from '#web/api-client.ts'

/**
 * Also from the address: streams of events and files that are saved cannot send headers.
 * @throws {AppError} unauthenticated, with the name of who is signed in as `signedInAs`
 */
export async function requireExpectedUser(db: Db, request: Request, { userId }: Principal): Promise<void> {
  const expected = request.headers.get(EXPECTED_USER) ?? new URL(request.url).searchParams.get(EXPECTED_USER)
  if (expected === null || expected === userId) return
  const { name } = (await getMe(db, userId)).user
  throw new AppError('unauthenticated', {
    message: `This browser is signed in as ${name} now. Reload the page to go on as ${name}.`,
    details: { signedInAs: name },
  })
}
