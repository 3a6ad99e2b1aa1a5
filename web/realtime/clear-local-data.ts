/** Nothing of a person stays on this device, in no tab of theirs. Comes when somebody leaves. SPEC CN68, CN415. */
import { close, nameOf, namesOf, openCopies, remove, tellTabs } from './local-data.ts'

/** Removes all that this person left here; resolves when it is gone or about to be. */
export async function clearLocalData(userId: string): Promise<void> {
  if (typeof indexedDB === 'undefined') return
  tellTabs(userId)
  for (const [copy, name] of openCopies) if (name.startsWith(nameOf(userId, ''))) close(copy)
  await Promise.all((await namesOf(userId)).map(remove))
}
