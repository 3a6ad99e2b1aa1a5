/** Nothing of a person stays on this device, in no tab of theirs. Comes when somebody leaves. SPEC CN68, CN415. */
import { close, openCopies, remove, tellTabs } from './local-data.ts'

/** Removes all that this person left here; resolves when it is gone or about to be. */
export async function clearLocalData(userId: string): Promise<void> {
  if (typeof indexedDB === 'undefined') return
  const prefix = `galley:${userId}:`
  tellTabs(userId)
  for (const [copy, name] of openCopies) if (name.startsWith(prefix)) close(copy)
  const databases = await indexedDB.databases().catch(() => [])
  const mine = databases.flatMap(({ name }) => (name?.startsWith(prefix) ? [name] : []))
  await Promise.all(mine.map(remove))
}
