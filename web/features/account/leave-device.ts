/** The end of a person on this device: nothing of theirs stays on it, and no tab goes on showing it. SPEC CN68, CN415. */
import { forgetDrafts } from '#web/features/comments/drafts-left.ts'
import { leaveUnasked } from '#web/leaving.ts'
import { forgetMarks } from '#web/realtime/kept-marks.ts'
import { tellTabs } from './tabs.ts'

/**
 * @param end ends the session, or the account
 * @throws what `end` throws, or that a part of the page could not be loaded: then nothing has ended
 */
export async function leaveDevice(userId: string, end: () => Promise<unknown>): Promise<void> {
  const { clearLocalData } = await import('#web/realtime/clear-local-data.ts')
  await end()
  await clearLocalData(userId)
  forgetDrafts(userId)
  forgetMarks(userId)
  tellTabs({ type: 'signed-out' })
  leaveUnasked()
  location.assign('/sign-in')
}
