/** What the doors need to know before anybody is signed in. */
import { isSetUp as findIsSetUp } from '#domain/queries/instance.ts'
import { serverContext } from '#web/server-context.ts'

export function isSetUp(): Promise<boolean> {
  return findIsSetUp(serverContext().db)
}
