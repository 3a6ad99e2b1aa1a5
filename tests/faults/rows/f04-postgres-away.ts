/** F4: Postgres is away for a minute; people type on. */
import { breakGround } from '../ground.ts'
import { faultsOf, judge, watchStored } from '../oracle.ts'
import type { Row } from '../row.ts'
import { lateWhen, openTeam, pause, residentMegabytes, timeUntil } from '../team.ts'

const TOLD_WITHIN_MS = 3_000
const SAVED_WITHIN_MS = 5_000
const MEGABYTES = 50

export const f04: Row = {
  id: 'F4',
  what: 'Postgres away while 5 people type on',
  goal: '0 acknowledged meanwhile; told ≤ 3 s; memory ≤ +50 MB; all Saved ≤ 5 s after its return, no reload; 0 lost',
  async run({ dice, full, note }) {
    const awayMs = full ? 60_000 : 4_000
    const ground = await breakGround({ own: true })
    try {
      const post = await ground.addPost()
      const server = await ground.startServer()
      const robots = await openTeam(ground, post, { dice })
      const watched = watchStored(ground, post, robots)
      for (const robot of robots) robot.keepTyping(5)
      await pause(1_000)
      const before = residentMegabytes(server.pid)
      await ground.stopPostgres()
      const stoppedAt = performance.now()
      note('Postgres stopped')
      const told = () => robots.every(({ session }) => session.status.get().save.state === 'cant_save')
      const toldMs = await timeUntil(told, TOLD_WITHIN_MS * 3)
      note(`all tabs say that they cannot save: ${toldMs} ms`)
      await pause(Math.max(0, awayMs - (performance.now() - stoppedAt)))
      const typedMeanwhile = robots.flatMap(({ tokens }) => tokens.filter(({ typedAt }) => typedAt > stoppedAt))
      const returningAt = performance.now()
      const untrue = robots.flatMap(({ tokens }) =>
        tokens.filter(({ storedAt }) => storedAt !== null && storedAt > stoppedAt && storedAt < returningAt),
      )
      const grownMegabytes = Math.round(residentMegabytes(server.pid) - before)
      for (const robot of robots) robot.stopTyping()
      await ground.startPostgres()
      note('Postgres is back')
      const savedAfterMs = await timeUntil(() => robots.every(robot => robot.isSaved()), SAVED_WITHIN_MS * 4)
      const verdict = await judge(ground, post, robots, { dice })
      await watched.answered()
      return {
        ran: true,
        count: `${awayMs / 1000} s, ${typedMeanwhile.length} tokens typed meanwhile, ${verdict.stored} saved in the end`,
        figure: `told after ${toldMs} ms, all Saved ${savedAfterMs} ms after, memory ${grownMegabytes >= 0 ? '+' : ''}${grownMegabytes} MB`,
        faults: [
          ...(untrue.length > 0 ? [`${untrue.length} called stored while there was no database`] : []),
          ...(toldMs === null ? ['people were not told'] : []),
          ...(grownMegabytes > MEGABYTES ? [`memory grew by ${grownMegabytes} MB`] : []),
          ...faultsOf(verdict, watched),
        ],
        late: [...lateWhen('told', toldMs, TOLD_WITHIN_MS), ...lateWhen('all Saved', savedAfterMs, SAVED_WITHIN_MS)],
      }
    } finally {
      await ground.close()
    }
  },
}
