/** A backup, and how it is put back under servers that run: as another database, which then takes the name of the first. */
import pg from 'pg'

export type Backup = {
  /** From now on the address leads to the database as it was at the backup; every connection to it is lost. */
  readonly putBack: () => Promise<void>
  /** Drops what is left of it. */
  readonly forget: () => Promise<void>
}

/** Every connection is lost: a copy needs the database for itself. */
export async function backUp(databaseUrl: string): Promise<Backup> {
  const name = new URL(databaseUrl).pathname.slice(1)
  const copy = `${name}_backup`
  const former = `${name}_former`
  await alone(databaseUrl, name, run => run(`create database ${copy} template ${name}`))
  return {
    putBack: () =>
      alone(databaseUrl, name, async run => {
        await run(`alter database ${name} rename to ${former}`)
        await run(`alter database ${copy} rename to ${name}`)
      }),
    async forget() {
      const client = await connect(databaseUrl)
      for (const one of [copy, former]) await client.query(`drop database if exists ${one} with (force)`)
      await client.end()
    },
  }
}

async function alone(
  databaseUrl: string,
  name: string,
  work: (run: (sql: string) => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const client = await connect(databaseUrl)
  try {
    await client.query(`alter database ${name} allow_connections false`)
    await client.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1', [name])
    await work(sql => client.query(sql))
  } finally {
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database where not datallowconn')
    for (const { datname } of rows) {
      if (datname.startsWith(name)) await client.query(`alter database ${datname} allow_connections true`)
    }
    await client.end()
  }
}

async function connect(databaseUrl: string): Promise<pg.Client> {
  const server = new URL(databaseUrl)
  server.pathname = '/postgres'
  const client = new pg.Client({ connectionString: server.href })
  await client.connect()
  return client
}
