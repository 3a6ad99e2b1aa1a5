/** Brings the database at DATABASE_URL up to date and ends: what a container runs before the servers start. */
import { ConfigError, readSettings } from '#domain/config.ts'
import { createLogger } from '#domain/logger.ts'
import { openDatabase } from './database.ts'
import { StartError } from './start-error.ts'

try {
  const { databaseUrl, dataDir, logLevel } = readSettings(process.env)
  if (!databaseUrl)
    throw new StartError('DATABASE_URL is missing: write the address of the database to bring up to date.')
  const logger = createLogger('migrate', logLevel)
  const database = await openDatabase({ databaseUrl, dataDir, forTests: false, logger })
  await database.stop()
} catch (error) {
  if (!(error instanceof StartError || error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}
