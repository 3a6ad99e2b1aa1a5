/** What somebody wants to hear of, and how. It acts with the next notice, and on mails that have not begun. */
import type { UserId } from '#domain/contract/ids.ts'
import { matrixOf, NoticeChoices, type WritePreferences } from '#domain/contract/inputs/preferences.ts'
import type { Db, Tx } from '#prisma/client.ts'
import { databaseNow } from './database-clock.ts'

type Preferences = { readonly topics: ReturnType<typeof matrixOf>; readonly watchOnComment: boolean }

export async function findPreferences(db: Tx, userId: UserId): Promise<Preferences> {
  const row = await db.notificationPreference.findUnique({ where: { userId } })
  // A newer version may have written topics that this one does not know: the default is better than no answer.
  const choices = NoticeChoices.catch({}).parse(row?.choices ?? {})
  return { topics: matrixOf(choices), watchOnComment: row?.watchOnComment ?? true }
}

export async function writePreferences(db: Db, userId: UserId, wanted: WritePreferences): Promise<void> {
  const row = { choices: wanted.topics, watchOnComment: wanted.watchOnComment, updatedAt: await databaseNow(db) }
  await db.notificationPreference.upsert({ where: { userId }, create: { userId, ...row }, update: row })
}

/** No mail of any topic any more: one click from a mail, without signing in. */
export async function stopMail(db: Db, userId: UserId): Promise<void> {
  const { topics, watchOnComment } = await findPreferences(db, userId)
  const silent = Object.fromEntries(Object.entries(topics).map(([topic, ways]) => [topic, { ...ways, mail: false }]))
  await writePreferences(db, userId, { topics: silent, watchOnComment })
}
