/** Whether database, migrations and collab-server answer. Reasons are words of ours, never an address or a password. */
import type { Db } from '#prisma/client.ts'
import { connectableHost } from './front/connectable-host.ts'

type Readiness = { readonly database: string; readonly migrations: string; readonly collab: string }

const WITHIN_MS = 2_000

export async function checkReadiness({
  db,
  host,
  collabPort,
}: {
  db: Db
  host: string
  collabPort: number
}): Promise<Readiness> {
  const [database, migrations, collab] = await Promise.all([
    ok(db.$queryRaw`select 1`, 'does not answer'),
    ok(requireMigrated(db), 'have not been applied'),
    ok(requireAlive(connectableHost(host), collabPort), 'does not answer'),
  ])
  return { database, migrations, collab }
}

async function ok(work: Promise<unknown>, reason: string): Promise<string> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('too late')), WITHIN_MS)
  try {
    await Promise.race([work, late])
    return 'ok'
  } catch {
    // The answer of this page is the report; the route logs it.
    return reason
  } finally {
    clearTimeout(timer)
  }
}

async function requireMigrated(db: Db): Promise<void> {
  const [row] = await db.$queryRaw<{ unfinished: bigint; applied: bigint }[]>`
    select count(*) filter (where finished_at is null and rolled_back_at is null) as unfinished,
           count(*) filter (where finished_at is not null) as applied
    from _prisma_migrations`
  if (!row || row.unfinished > 0n || row.applied === 0n) throw new Error('migrations are open')
}

async function requireAlive(host: string, collabPort: number): Promise<void> {
  const name = host.includes(':') ? `[${host}]` : host
  const response = await fetch(`http://${name}:${collabPort}/healthz`, { signal: AbortSignal.timeout(WITHIN_MS) })
  await response.body?.cancel()
  if (response.status >= 500) throw new Error(`collab-server answers ${response.status}`)
}
