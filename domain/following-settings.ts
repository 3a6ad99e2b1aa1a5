/**
 * A server is started while its database is still being opened, so that its code is loaded by the time it is needed.
 * What the parent does not know before then follows as its first message.
 */
import type { Environment } from './config.ts'

/** Set by a parent that sends the rest of the environment as soon as it knows it. */
export const SETTINGS_FOLLOW = 'SETTINGS_FOLLOW'

/** Resolves when process.env is whole: at once, or with what the parent sends. */
export async function completeEnvironment(): Promise<void> {
  if (!process.env[SETTINGS_FOLLOW]) return
  const following = await new Promise<Environment>(resolve => {
    process.once('message', resolve)
    // There may be nothing else that keeps the process alive meanwhile.
    process.channel?.ref()
  })
  process.channel?.unref()
  Object.assign(process.env, following)
}
