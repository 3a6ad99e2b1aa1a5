/** The gate before an account is made: the set-up link, an invitation, or ALLOW_SIGN_UP. Else this server is closed. */

import { z } from 'zod'
import { AppError } from '#domain/contract/errors.ts'
import { UserId } from '#domain/contract/ids.ts'
import type { SignUp } from '#domain/contract/inputs/people.ts'
import { acceptInvitation, getInvitation } from '#domain/services/invitations.ts'
import type { Stores } from '#domain/services/posts.ts'
import { setUpInstance } from '#domain/services/setup.ts'

export type SignUpGate = {
  /** Token of the set-up link, as long as nobody has used it. */
  readonly setupToken?: string | undefined
  readonly allowSignUp: boolean
}

/** Asks the sign-in library to make the account; its answer carries the session cookie. */
type Forward = (body: unknown) => Promise<Response>

type Account = { readonly userId: UserId; readonly response: Response }

/**
 * @returns the library's answer
 * @throws {AppError} sign_up_closed, set_up_done, invitation_ended, already_exists
 */
export async function createAccount(
  stores: Stores,
  gate: SignUpGate,
  form: SignUp,
  forward: Forward,
): Promise<Response> {
  if (form.setupToken !== undefined) return becomeOwner(stores, gate, { ...form, setupToken: form.setupToken }, forward)
  if (form.invitationId !== undefined) return joinByInvitation(stores, form.invitationId, form, forward)
  if (!gate.allowSignUp) throw new AppError('sign_up_closed')
  return keepOnlyIfJoined(stores, async keep => {
    keep(await makeAccount(form, forward))
  })
}

async function becomeOwner(
  stores: Stores,
  gate: SignUpGate,
  form: SignUp & { setupToken: string },
  forward: Forward,
): Promise<Response> {
  const setUp = {
    setupToken: form.setupToken,
    workspaceName: form.workspaceName ?? `${form.name}’s workspace`,
    sample: form.sample ?? true,
  }
  return keepOnlyIfJoined(stores, async keep => {
    await setUpInstance(stores, setUp, gate.setupToken, async () => {
      // A crash in an earlier set-up may have left the account without its workspace: it takes that one's place.
      await stores.db.user.deleteMany({ where: { email: form.email, memberships: { none: {} } } })
      return keep(await makeAccount(form, forward))
    })
  })
}

async function joinByInvitation(
  stores: Stores,
  invitationId: string,
  form: SignUp,
  forward: Forward,
): Promise<Response> {
  const invitation = await getInvitation(stores.db, invitationId)
  if (invitation.email !== form.email) {
    throw new AppError('invitation_ended', { message: 'This invitation is for another email address.' })
  }
  return keepOnlyIfJoined(stores, async keep => {
    const userId = keep(await makeAccount(form, forward))
    await acceptInvitation(stores.db, { invitationId, userId })
  })
}

/** Removes the account again when what it was made for did not come about: the address stays free for another try. */
async function keepOnlyIfJoined(
  { db }: Stores,
  join: (keep: (account: Account) => UserId) => Promise<void>,
): Promise<Response> {
  const made: Account[] = []
  try {
    await join(account => {
      made.push(account)
      return account.userId
    })
  } catch (error) {
    if (error instanceof RefusedByLibrary) return error.response
    await db.user.deleteMany({ where: { id: { in: made.map(({ userId }) => userId) }, memberships: { none: {} } } })
    throw error
  }
  const [account] = made
  if (!account) throw new Error('An account was neither made nor refused')
  return account.response
}

class RefusedByLibrary extends Error {
  readonly response: Response

  constructor(response: Response) {
    super(`sign-up refused with ${response.status}`)
    this.response = response
  }
}

const Answer = z.object({ user: z.object({ id: UserId }) })

async function makeAccount({ name, email, password, rememberMe }: SignUp, forward: Forward): Promise<Account> {
  const response = await forward({ name, email, password, ...(rememberMe === undefined ? {} : { rememberMe }) })
  if (!response.ok) throw new RefusedByLibrary(response)
  const { user } = Answer.parse(await response.clone().json())
  return { userId: user.id, response }
}
