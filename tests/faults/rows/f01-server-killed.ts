/** F1: kill -9 of the server while five people type, at any moment, again and again. */
import { summarize } from '#tests/bench/statistics.ts'
import { until } from '#tests/support/until.ts'
import { breakGround } from '../ground.ts'
import { faultsOf, judge, watchStored } from '../oracle.ts'
import type { Row } from '../row.ts'
import { PATIENTLY } from '../team.ts'

const PER_SECOND = 5
const LIVE_WITHIN_MS = 2_000

export const f01: Row = {
  id: 'F1',
  what: 'kill -9 of the server while 5 people type',
  goal: '0 lost, 0 twice, all equal; live again p95 ≤ 2 s after it listens',
  async run({ dice, full, count, note }) {
    const kills = count ?? (full ? 200 : 3)
    const ground = await breakGround()
    try {
      const faults: string[] = []
      const liveMs: number[] = []
      let stored = 0
      let asked = 0
      // A post for each twenty kills: long enough to grow, short enough to be looked at often.
      for (let left = kills; left > 0; left -= 20) {
        const post = await ground.addPost()
        let server = await ground.startServer()
        const robots = ground.people.map((person, index) => ground.robot({ person, post, name: `r${index}`, dice }))
        await until(() => robots.every(({ session }) => session.status.get().text === 'shown'), PATIENTLY)
        const watched = watchStored(ground, post, robots)
        for (const robot of robots) robot.keepTyping(PER_SECOND)
        for (let kill = 0; kill < Math.min(20, left); kill += 1) {
          const waitMs = dice.whole(0, full ? 5_000 : 800)
          await new Promise(resolve => setTimeout(resolve, waitMs))
          server.kill('SIGKILL')
          await server.exited
          note(`killed after ${waitMs} ms, ${robots.map(({ tokens }) => tokens.length).join(' ')} tokens typed`)
          server = await ground.startServer()
          const { listensAt } = server
          await until(() => robots.every(robot => robot.isLive()), PATIENTLY)
          liveMs.push(...robots.map(robot => Math.max(0, robot.liveAt() - listensAt)))
          note(`all live again ${Math.round(Math.max(...robots.map(({ liveAt }) => liveAt() - listensAt)))} ms after`)
        }
        for (const robot of robots) robot.stopTyping()
        const verdict = await judge(ground, post, robots, { dice })
        await watched.answered()
        stored += verdict.stored
        asked += watched.asked()
        faults.push(...faultsOf(verdict, watched))
        for (const robot of robots) robot.close()
        server.kill('SIGTERM')
        await server.exited
      }
      const { p95 } = summarize(liveMs)
      const late = p95 > LIVE_WITHIN_MS ? [`live again only after ${p95} ms at p95`] : []
      return {
        ran: true,
        count: `${kills} kills, ${stored} tokens saved, ${asked} looked up at once`,
        figure: `live again p95 ${Math.round(p95)} ms`,
        faults,
        late,
      }
    } finally {
      await ground.close()
    }
  },
}
