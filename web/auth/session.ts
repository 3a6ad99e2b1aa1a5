/** Who is asking, for pages: the cookie's session, read from the database each time. */
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { UserId } from '#domain/contract/ids.ts'
import { getMe, type Me } from '#domain/queries/me.ts'
import type { Principal } from '#domain/services/access.ts'
import { serverContext } from '#web/server-context.ts'

/** Null without a living session. Throws only when the database does not answer. */
export async function getPrincipal(requestHeaders: Headers): Promise<Principal | null> {
  return serverContext().findPrincipal(requestHeaders)
}

export type Viewer = Me

/** The person and their workspaces; redirects to /sign-in when nobody is signed in. */
export async function requireViewer(): Promise<Viewer> {
  const viewer = await findViewer()
  return viewer ?? redirect('/sign-in')
}

/** The same for pages that anybody may see. */
export async function findViewer(): Promise<Viewer | null> {
  const principal = await getPrincipal(await headers())
  return principal && getMe(serverContext().db, principal.userId satisfies UserId)
}
