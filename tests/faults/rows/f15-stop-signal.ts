/** F15: the server is asked to stop while many people type, in every way it may be asked. */
import { until } from '#tests/support/until.ts'
import { breakGround } from '../ground.ts'
import { faultsOf, judge, watchStored } from '../oracle.ts'
import type { Robot } from '../robot.ts'
import type { Row } from '../row.ts'
import { lateWhen, openTeam, PATIENTLY, pause, timeUntil } from '../team.ts'

const EXIT_WITHIN_MS = 5_000

type Stop = { readonly what: string; readonly signals: readonly NodeJS.Signals[] }
const STOPS: readonly Stop[] = [
  { what: 'SIGTERM', signals: ['SIGTERM'] },
  { what: 'SIGTERM twice', signals: ['SIGTERM', 'SIGTERM'] },
  { what: 'SIGINT of a terminal, then SIGTERM', signals: ['SIGINT', 'SIGTERM'] },
]

export const f15: Row = {
  id: 'F15',
  what: 'stop signals while people type',
  goal: 'every edit stored or still in the tab; exit 0 ≤ 5 s; tabs are told that it restarts; 0 lost',
  async run({ dice, full, note }) {
    const tabs = full ? 50 : 10
    const ground = await breakGround()
    try {
      const post = await ground.addPost()
      let server = await ground.startServer()
      const robots = await openTeam(ground, post, { dice, tabs })
      const watched = watchStored(ground, post, robots)
      const faults: string[] = []
      const exitMs: number[] = []
      for (const robot of robots) robot.keepTyping(full ? 2 : 5)
      for (const { what, signals } of STOPS) {
        await until(() => robots.every(robot => robot.isLive()), PATIENTLY)
        const typed = robots.map(({ tokens }) => tokens.length)
        await until(() => robots.every(({ tokens }, index) => tokens.length > (typed[index] ?? 0)), PATIENTLY)
        const told = new Set<Robot>()
        const unwatch = robots.map(robot =>
          robot.socket.state.subscribe(() => {
            if (robot.socket.state.get().troubles.has('restarting')) told.add(robot)
          }),
        )
        const startedAt = performance.now()
        for (const signal of signals) {
          server.kill(signal)
          await pause(20)
        }
        const { code, signal } = await server.exited
        exitMs.push(performance.now() - startedAt)
        // It left in the same moment, and is read when this process has its turn: before any tab can be back.
        await timeUntil(() => told.size === tabs, 2_000)
        for (const stop of unwatch) stop()
        note(`${what}: exit ${signal ?? code} after ${Math.round(exitMs.at(-1) ?? 0)} ms, ${told.size} of ${tabs} told`)
        if (code !== 0) faults.push(`${what}: it ended with ${signal ?? code}`)
        if (told.size < tabs) faults.push(`${what}: ${tabs - told.size} tabs were not told that it restarts`)
        server = await ground.startServer()
      }
      for (const robot of robots) robot.stopTyping()
      const verdict = await judge(ground, post, robots, { dice })
      await watched.answered()
      const slowest = Math.max(...exitMs)
      return {
        ran: true,
        count: `${STOPS.length} stops, ${tabs} tabs, ${verdict.stored} tokens saved`,
        figure: `exit after at most ${Math.round(slowest)} ms`,
        faults: [...faults, ...faultsOf(verdict, watched)],
        late: lateWhen('exit', slowest, EXIT_WITHIN_MS),
      }
    } finally {
      await ground.close()
    }
  },
}
