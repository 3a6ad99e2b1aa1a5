import { serverContext } from '#web/server-context.ts'
import type { Site } from './load.ts'

/** The site over this server's database and address. */
export function publicSite(): Site {
  const { db, config, mailer } = serverContext()
  return { db, publicUrl: config.publicUrl, authSecret: config.authSecret, mailer }
}
