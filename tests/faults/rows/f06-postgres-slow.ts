/** F6: every answer of Postgres comes two seconds late. */
import { summarize } from '#tests/bench/statistics.ts'
import { until } from '#tests/support/until.ts'
import { breakGround } from '../ground.ts'
import { faultsOf, judge, watchStored } from '../oracle.ts'
import { startProxy } from '../proxy.ts'
import type { Row } from '../row.ts'
import { lateWhen, openTeam, pause, savedMs } from '../team.ts'

const SLOW_MS = 2_000
const SAVED_WITHIN_MS = 4_500
const OPENED_WITHIN_MS = 20_000

export const f06: Row = {
  id: 'F6',
  what: 'each answer of Postgres 2 s late while 5 people type',
  goal: 'typing never blocks; Saved p95 ≤ 4.5 s and the backlog does not grow; somebody new still gets in; 0 lost',
  async run({ dice, full, note }) {
    const slowForMs = full ? 120_000 : 8_000
    const ground = await breakGround()
    const proxy = await startProxy(Number(new URL(ground.databaseUrl).port))
    try {
      const through = new URL(ground.databaseUrl)
      through.port = String(proxy.port)
      const post = await ground.addPost()
      await ground.startServer({ DATABASE_URL: through.href })
      const robots = await openTeam(ground, post, { dice })
      const watched = watchStored(ground, post, robots)
      for (const robot of robots) robot.keepTyping(5)
      await pause(1_000)
      proxy.delayAnswers(SLOW_MS)
      const from = performance.now()
      note('slow now')
      const [newcomer] = ground.people
      if (!newcomer) throw new Error('Nobody is there')
      const late = ground.robot({ person: newcomer, post, name: 'late', dice })
      await until(() => late.session.status.get().text === 'shown', { withinMs: OPENED_WITHIN_MS }).catch(() => null)
      const opened = late.session.status.get().text === 'shown'
      note(`somebody new ${opened ? 'got in' : 'did not get in'} after ${Math.round(performance.now() - from)} ms`)
      await pause(Math.max(0, slowForMs - (performance.now() - from)))
      const to = performance.now()
      for (const robot of robots) robot.stopTyping()
      // What was typed last has its answer two commits later, still slow.
      await pause(SAVED_WITHIN_MS + SLOW_MS)
      const all = robots.flatMap(({ tokens }) => tokens.filter(({ typedAt }) => typedAt >= from && typedAt <= to))
      const waiting = all.filter(({ storedAt }) => storedAt === null).length
      const { p50, p95, max } = summarize(savedMs(robots, from, to))
      proxy.delayAnswers(0)
      const verdict = await judge(ground, post, [...robots, late], { dice })
      await watched.answered()
      return {
        ran: true,
        count: `${slowForMs / 1000} s, ${all.length} tokens typed meanwhile`,
        figure: `Saved p50 ${p50} ms, p95 ${p95} ms, max ${max} ms; backlog at the end ${waiting}`,
        faults: [
          ...(opened ? [] : ['nobody new got in']),
          ...(waiting > 0 ? [`${waiting} tokens had no answer in the end`] : []),
          ...faultsOf(verdict, watched),
        ],
        late: lateWhen('Saved p95', p95, SAVED_WITHIN_MS),
      }
    } finally {
      await proxy.close()
      await ground.close()
    }
  },
}
