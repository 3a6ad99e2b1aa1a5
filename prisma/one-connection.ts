import pg from 'pg'

/**
 * One connection, for a few statements of a start. Where Postgres ends it, what was asked of it rejects.
 *
 * @throws {Error} of pg: of the connection, or of the work
 */
export async function withConnection<Result>(
  config: pg.ClientConfig,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(config)
  client.on('error', () => {
    // Unheard it would end the process, between two statements or beside the rejection of one.
  })
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end()
  }
}
