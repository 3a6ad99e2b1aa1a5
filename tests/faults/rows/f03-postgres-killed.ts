/** F3: kill -9 of the Postgres server, and of one of its backends, while people type. The supervisor is the product's own. */
import { summarize } from '#tests/bench/statistics.ts'
import { until } from '#tests/support/until.ts'
import { breakGround } from '../ground.ts'
import { faultsOf, judge, watchStored } from '../oracle.ts'
import type { Row } from '../row.ts'
import { openTeam, PATIENTLY, pause } from '../team.ts'

const BACK_WITHIN_MS = 3_000

export const f03: Row = {
  id: 'F3',
  what: 'kill -9 of Postgres, or of one backend, while 5 people type',
  goal: '0 lost, 0 twice; back ≤ 3 s; the server is not restarted',
  async run({ dice, full, count, note }) {
    const kills = count ?? (full ? 50 : 2)
    const ground = await breakGround({ supervised: true })
    try {
      const post = await ground.addPost()
      const server = await ground.startServer()
      const robots = await openTeam(ground, post, { dice })
      const watched = watchStored(ground, post, robots)
      const faults: string[] = []
      const backMs: number[] = []
      for (const robot of robots) robot.keepTyping(5)
      for (let kill = 0; kill < kills; kill += 1) {
        await pause(dice.whole(200, full ? 3_000 : 800))
        const whole = kill % 2 === 0
        const pid = whole ? ground.postmasterPid() : await backendOf(ground.pool)
        process.kill(pid, 'SIGKILL')
        const killedAt = performance.now()
        note(`killed ${whole ? 'Postgres' : 'a backend of the log'}`)
        const typedAfter = robots.map(robot => robot.type())
        await until(() => typedAfter.every(token => token.storedAt !== null), PATIENTLY).catch(() =>
          faults.push(`kill ${kill + 1}: nothing was stored any more`),
        )
        backMs.push(performance.now() - killedAt)
        note(`stored again after ${Math.round(backMs.at(-1) ?? 0)} ms`)
        if (!server.isRunning()) faults.push(`kill ${kill + 1}: the server ended with it`)
      }
      for (const robot of robots) robot.stopTyping()
      const verdict = await judge(ground, post, robots, { dice })
      await watched.answered()
      const { p50, p95 } = summarize(backMs)
      return {
        ran: true,
        count: `${kills} kills, ${verdict.stored} tokens saved, ${watched.asked()} looked up at once`,
        figure: `stored again p50 ${p50} ms, p95 ${p95} ms`,
        faults: [...faults, ...faultsOf(verdict, watched)],
        late: p95 > BACK_WITHIN_MS ? [`back only after ${p95} ms at p95`] : [],
      }
    } finally {
      await ground.close()
    }
  },
}

/**
 * A connection that broke is made anew with the next statement only; and who was killed may still have answered once, and
 * be starting again now.
 */
function backendOf(pool: { query: (sql: string) => Promise<{ rows: { pid: number }[] }> }): Promise<number> {
  const look = () => pool.query(`select pid from pg_stat_activity where application_name = 'galley-log' limit 1`)
  return until(async () => {
    const found = await look().catch(() => null)
    return found?.rows[0]?.pid
  }, PATIENTLY)
}
