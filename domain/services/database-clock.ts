/** The one clock that all servers share: what is due, dead or old is decided by it, and times that are kept are its times. */
import type { Tx } from '#prisma/client.ts'

export async function databaseNow(tx: Tx): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`select date_trunc('milliseconds', clock_timestamp()) as now`
  if (!row) throw new Error('The database did not say what time it is')
  return row.now
}
