/** F8: a socket that is open for both ends, and dead. */
import { until } from '#tests/support/until.ts'
import { breakGround } from '../ground.ts'
import { faultsOf, judge, watchStored } from '../oracle.ts'
import { startProxy } from '../proxy.ts'
import type { Row } from '../row.ts'
import { figureOf, lateWhen, openTeam, PATIENTLY, pause, timeUntil } from '../team.ts'

const NOTICED_WITHIN_MS = 5_000
const FREED_WITHIN_MS = 30_000
const GHOST_GONE_WITHIN_MS = 10_000

export const f08: Row = {
  id: 'F8',
  what: 'a half-open socket: swallowed without a FIN',
  goal: '0 lost; the tab notices ≤ 5 s; ghost cursor gone ≤ 10 s; the server lets go ≤ 30 s',
  async run({ dice, note }) {
    const ground = await breakGround()
    const proxy = await startProxy(ground.collabPort)
    try {
      const post = await ground.addPost()
      await ground.startServer()
      const [stays] = await openTeam(ground, post, { dice, tabs: 1 })
      const ghostPerson = ground.people[1]
      if (!stays || !ghostPerson) throw new Error('Nobody is there')
      const ghost = ground.robot({ person: ghostPerson, post, name: 'ghost', dice, port: proxy.port })
      ghost.session.say({ mode: 'editing' })
      const sees = () => stays.session.people.get().some(({ id }) => id === ghostPerson.userId)
      await until(() => sees() && ghost.isSaved(), PATIENTLY)
      const watched = watchStored(ground, post, [stays, ghost])
      const socketsBefore = await figureOf(ground, 'galley_sockets')
      stays.keepTyping(5)
      ghost.keepTyping(5)
      await pause(500)
      proxy.swallow(true)
      const swallowedAt = performance.now()
      const noticedMs = await timeUntil(() => !ghost.isLive(), NOTICED_WITHIN_MS * 2)
      note(`the tab noticed after ${noticedMs} ms`)
      const since = () => Math.round(performance.now() - swallowedAt)
      const ghostGoneMs = (await timeUntil(() => !sees(), 40_000)) === null ? null : since()
      note(`its caret was gone after ${ghostGoneMs} ms`)
      const isFreed = async () => (await figureOf(ground, 'galley_sockets')) < socketsBefore
      const freedMs = (await timeUntil(isFreed, 40_000)) === null ? null : since()
      note(`the server let go after ${freedMs} ms`)
      proxy.swallow(false)
      proxy.cut()
      stays.stopTyping()
      ghost.stopTyping()
      ghost.session.retry()
      const verdict = await judge(ground, post, [stays, ghost], { dice })
      await watched.answered()
      return {
        ran: true,
        count: `1 socket, ${verdict.stored} tokens saved`,
        figure: `noticed ${noticedMs} ms, caret gone ${ghostGoneMs} ms, freed ${freedMs} ms`,
        faults: [
          ...(freedMs === null ? ['the server never let go'] : []),
          ...(ghostGoneMs === null ? ['the ghost never went'] : []),
          ...faultsOf(verdict, watched),
        ],
        late: [
          ...lateWhen('noticed', noticedMs, NOTICED_WITHIN_MS),
          ...lateWhen('ghost caret gone', ghostGoneMs, GHOST_GONE_WITHIN_MS),
          ...lateWhen('freed', freedMs, FREED_WITHIN_MS),
        ],
      }
    } finally {
      await proxy.close()
      await ground.close()
    }
  },
}
