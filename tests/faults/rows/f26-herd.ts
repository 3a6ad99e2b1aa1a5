/** F26: the server is killed under a thousand open tabs, which all come back. */
import { summarize } from '#tests/bench/statistics.ts'
import { until } from '#tests/support/until.ts'
import { breakGround, type Ground } from '../ground.ts'
import { faultsOf, judge } from '../oracle.ts'
import type { Robot } from '../robot.ts'
import type { Row } from '../row.ts'
import { figureOf, lateWhen, pause } from '../team.ts'

const BACK_WITHIN_MS = 10_000
const TABS_A_POST = 20
/** Of the log, of everything else, of the job queue, and three that listen: for rows, for events, for jobs. */
const CONNECTIONS = 6 + 10 + 4 + 3
/** Opened at once while they come the first time. */
const AT_ONCE = 25

export const f26: Row = {
  id: 'F26',
  what: 'a herd: the server killed under all of them at once',
  goal: 'all live and Saved p95 ≤ 10 s after it listens; database connections ≤ the pools; 0 lost',
  async run({ dice, full, count, note }) {
    const tabs = count ?? (full ? 1_000 : 60)
    const ground = await breakGround()
    try {
      const people = [...ground.people]
      while (people.length < tabs / 40) people.push(await ground.addPerson(`Person${people.length}`, 'editor'))
      const posts = []
      for (let index = 0; index < Math.ceil(tabs / TABS_A_POST); index += 1) posts.push(await ground.addPost())
      let server = await ground.startServer()
      const robots: Robot[] = []
      for (let index = 0; index < tabs; index += 1) {
        const post = posts[index % posts.length]
        const person = people[index % people.length]
        if (!post || !person) throw new Error('Nobody is there')
        robots.push(ground.robot({ person, post, name: `h${index}`, dice }))
        if (index % AT_ONCE === AT_ONCE - 1)
          await until(() => robots.every(robot => robot.isSaved()), { withinMs: 60_000 })
      }
      await until(() => robots.every(robot => robot.isSaved()), { withinMs: 60_000 })
      note(`${tabs} tabs are there`)
      server.kill('SIGKILL')
      await server.exited
      for (const robot of robots) robot.type()
      let most = 0
      // The ground's own Prisma pool goes by the product's name.
      const own = await connections(ground)
      // Nobody waits for a look: one that has no answer, with every connection of Postgres taken, ends nothing.
      const look = async () => {
        const all = await connections(ground).catch(() => 0)
        most = Math.max(most, all - own)
      }
      const looking = setInterval(() => void look(), 100)
      server = await ground.startServer()
      const { listensAt } = server
      await until(() => robots.every(robot => robot.isSaved()), { withinMs: 120_000 }).catch(() => null)
      clearInterval(looking)
      const left = robots.filter(robot => !robot.isSaved()).length
      const backMs = robots.flatMap(({ tokens }) => (tokens[0]?.storedAt ? [tokens[0].storedAt - listensAt] : []))
      const { p50, p95, max } = summarize(backMs)
      note(`all back: p50 ${p50} ms, p95 ${p95} ms, max ${max} ms, at most ${most} database connections`)
      const blocks = await figureOf(ground, 'galley_event_loop_blocks_total')
      await pause(200)
      const verdicts = []
      for (const [index, post] of posts.entries()) {
        if (index >= 5) break
        const mine = robots.filter((_, robot) => robot % posts.length === index)
        verdicts.push(...faultsOf(await judge(ground, post, mine, { dice })))
      }
      return {
        ran: true,
        count: `${tabs} tabs on ${posts.length} posts`,
        figure: `Saved again p50 ${p50} ms, p95 ${p95} ms, max ${max} ms; ${most} database connections; ${blocks} blocks over 200 ms`,
        faults: [...(left > 0 ? [`${left} tabs did not come back`] : []), ...verdicts],
        late: [
          ...lateWhen('back p95', p95, BACK_WITHIN_MS),
          ...(most > CONNECTIONS ? [`${most} database connections, the pools are ${CONNECTIONS}`] : []),
        ],
      }
    } finally {
      await ground.close()
    }
  },
}

async function connections({ pool }: Ground): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
    where datname = current_database() and application_name like 'galley%'`,
  )
  return rows[0]?.count ?? 0
}
