/** How the person on screen confirms that it is them. */
import { hasPassword } from '#web/auth/confirm.ts'
import { providerName } from '#web/features/account/load.ts'
import { loadViewer } from '#web/features/workspace/load.ts'
import { serverContext } from '#web/server-context.ts'

export type Confirmation = {
  /** Without one, by a sign-in of the last minutes. */
  readonly hasPassword: boolean
  /** Name of the organisation's provider, where there is one. */
  readonly provider: string | undefined
}

export async function loadConfirmation(): Promise<Confirmation> {
  const { user } = await loadViewer()
  return { hasPassword: await hasPassword(serverContext().db, user.id), provider: providerName() }
}
