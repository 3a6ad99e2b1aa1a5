/** For what is tested on one database that nobody changes for another. */
import { pino } from 'pino'
import { createKnownDatabase, type KnownDatabase } from '#domain/known-database.ts'

export function knownDatabase(): KnownDatabase {
  return createKnownDatabase({ goesOn: true, onOther: () => undefined, logger: pino({ level: 'silent' }) })
}
