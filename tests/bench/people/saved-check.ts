/** Looks, at each Saved, for the row behind it over a connection that is not the server's. */
import * as Y from 'yjs'
import type { UpdateLog } from '#domain/log/update-log.ts'

type SavedCheck = {
  /** The next keystroke of that client was said to be stored. */
  readonly saved: () => void
  /** Resolves when all that was said has been looked up. */
  readonly done: () => Promise<{ readonly checked: number; readonly absent: number }>
}

/** A read begins at the first Saved after the last read began, so a row is looked for within a read or two. */
export function checkSaved(log: UpdateLog, room: string, clientId: number): SavedCheck {
  let said = 0
  let checked = 0
  let absent = 0
  let stored = 0
  let seq = 0
  let reading: Promise<void> | undefined

  async function read(): Promise<void> {
    while (checked < said) {
      const due = said
      for (const row of await log.readAfter(room, seq)) {
        seq = row.seq
        stored = Math.max(stored, Y.parseUpdateMeta(row.update).to.get(clientId) ?? 0)
      }
      absent += Math.max(0, due - Math.max(stored, checked))
      checked = due
    }
    reading = undefined
  }

  return {
    saved() {
      said += 1
      reading ??= read()
    },
    async done() {
      await reading
      return { checked, absent }
    },
  }
}
