/** What the doors need to know before anybody is signed in. */
import { isSetUp as findIsSetUp } from '#domain/queries/instance.ts'
import { serverContext } from '#web/server-context.ts'

export function isSetUp(): Promise<boolean> {
  return findIsSetUp(serverContext().db)
}

/** What the button for the organisation's provider says; undefined where there is none. */
export function providerName(): string | undefined {
  return serverContext().config.oidc?.name
}
