/** Counts rounds of mail that fail one after the other: one is nothing to tell, several are. */
import { tellOfMail } from '#domain/services/system-notices.ts'
import type { Db } from '#prisma/client.ts'
import type { Round } from './send-digests.ts'

/** A mail server that restarts is back before. */
const ROUNDS_UNTIL_TOLD = 3

export function createMailWatch(db: Db): { after(round: Round | null): Promise<void> } {
  let failed = 0

  return {
    /** @param round null when nothing was to be sent, which says nothing about the mail server */
    async after(round) {
      if (round === null) return
      failed = round.trouble === null ? 0 : failed + 1
      if (round.trouble !== null && failed >= ROUNDS_UNTIL_TOLD) await tellOfMail(db, round.trouble)
    },
  }
}
