/** A thousand posts whose time is the same moment: when the first begins, when the last is out, and whether each went once. */
import { z } from 'zod'
import { createDb, type Db } from '#prisma/client.ts'
import type { Bench, Row } from '../bench.ts'
import { now, sleep } from '../machine/clock.ts'
import { quietMachine } from '../machine/pinning.ts'
import { NEW_POST } from '../people/post-state.ts'
import { rounded } from '../statistics.ts'

const POSTS = 1_000
/** Until then everything is in place, whatever machine this is. */
const AHEAD_MS = 8_000
const OUT_WITHIN_MS = 180_000

const Times = z.tuple([
  z.object({
    out: z.number(),
    attempts: z.number(),
    twice: z.number(),
    beginsMs: z.number().nullable(),
    firstOutMs: z.number().nullable(),
    allOutMs: z.number().nullable(),
  }),
])

export async function* due(bench: Bench): AsyncGenerator<Row> {
  if (bench.target.name !== 'galley' || !bench.databaseUrl) return
  const stage = await bench.fill({ teams: 1, peopleInTeam: 1, postsInTeam: POSTS, state: NEW_POST })
  const postIds = stage.teams.flatMap(({ posts }) => posts.map(({ id }) => id))
  const db = createDb(bench.databaseUrl, { connections: 2 })
  const look = async () => {
    const [times] = Times.parse(
      await db.$queryRaw`
        select count(*) filter (where d.state = 'published')::int as out, coalesce(sum(d.attempts), 0)::int as attempts,
          count(*) filter (where d.attempts > 1)::int as twice,
          (select min(extract(epoch from a.at - p."scheduledAt") * 1000)::float8 from activity a
            join post p on p.id = a."postId" where a.kind = 'due' and p.id = any(${postIds}::uuid[])) as "beginsMs",
          min(extract(epoch from d."updatedAt" - p."scheduledAt") * 1000)
            filter (where d.state = 'published')::float8 as "firstOutMs",
          max(extract(epoch from d."updatedAt" - p."scheduledAt") * 1000)::float8 as "allOutMs"
        from delivery d join post p on p.id = d."postId" where p.id = any(${postIds}::uuid[])`,
    )
    return times
  }
  try {
    await plan(db, postIds)
    await quietMachine()
    const usage = await bench.server.measure(async () => {
      await sleep(AHEAD_MS)
      const end = now() + OUT_WITHIN_MS
      while ((await look()).out < POSTS && now() < end) await sleep(250)
    }, 'due')
    const { out, attempts, twice, beginsMs, firstOutMs, allOutMs } = await look()
    yield {
      case: `${POSTS} posts at one moment`,
      figures: {
        'begins ms': rounded(beginsMs ?? Number.NaN),
        'first out ms': rounded(firstOutMs ?? Number.NaN),
        'all out ms': rounded(allOutMs ?? Number.NaN),
        'not out': POSTS - out,
        'sent twice': twice + Math.max(0, attempts - POSTS),
        'server ms per post': rounded((usage.serverCpuSeconds * 1000) / POSTS),
        noise: usage.noise,
      },
    }
  } finally {
    await db.$disconnect()
  }
}

/** Frozen, with a delivery to the site each, for the same moment. */
async function plan(db: Db, postIds: readonly string[]): Promise<void> {
  await db.$executeRaw`
    insert into channel (id, "workspaceId", kind, name)
    select gen_random_uuid(), "workspaceId", 'site', 'Site' from post where id = any(${postIds}::uuid[]) limit 1`
  await db.$executeRaw`
    insert into post_version
      (id, "postId", number, reason, state, content, "contentHash", title, "logSeq", "createdById")
    select gen_random_uuid(), id, 1, 'schedule', ''::bytea, ${TEXT}::jsonb, '', title, 1, "createdById"
    from post where id = any(${postIds}::uuid[])`
  await db.$executeRaw`
    insert into delivery (id, "postId", "channelId", "versionId", "idempotencyKey")
    select gen_random_uuid(), v."postId", c.id, v.id, v.id::text
    from post_version v join post p on p.id = v."postId" join channel c on c."workspaceId" = p."workspaceId"
    where p.id = any(${postIds}::uuid[])`
  await db.$executeRaw`
    update post p set state = 'scheduled', "frozenVersionId" = v.id, "timeZone" = 'UTC',
      "scheduledAt" = date_trunc('milliseconds', now()) + make_interval(secs => ${AHEAD_MS / 1000})
    from post_version v where v."postId" = p.id and p.id = any(${postIds}::uuid[])`
}

const TEXT = JSON.stringify({
  type: 'doc',
  content: [
    { type: 'title', content: [{ type: 'text', text: 'Measured' }] },
    { type: 'paragraph', content: [{ type: 'text', text: 'Since Tuesday the buoy speaks every ten minutes.' }] },
  ],
})
