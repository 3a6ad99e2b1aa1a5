/** F7: one person's network goes away and comes back; both sides type. */
import { breakGround } from '../ground.ts'
import { faultsOf, judge, watchStored } from '../oracle.ts'
import { startProxy } from '../proxy.ts'
import type { Row } from '../row.ts'
import { lateWhen, openTeam, pause, timeUntil } from '../team.ts'

const OFFLINE_WITHIN_MS = 5_000
const MERGED_WITHIN_MS = 2_000

export const f07: Row = {
  id: 'F7',
  what: 'one person cut off while both sides type',
  goal: '0 lost; Offline shown ≤ 5 s; merged ≤ 2 s after the return',
  async run({ dice, full, count, note }) {
    const cutsMs = full ? [1_000, 30_000, ...(count === 1 ? [] : [600_000])] : [1_000, 6_000]
    const ground = await breakGround()
    const proxy = await startProxy(ground.collabPort)
    try {
      const post = await ground.addPost()
      await ground.startServer()
      const robots = await openTeam(ground, post, { dice })
      const [away] = await openTeam(ground, post, { dice, tabs: 1, port: proxy.port, prefix: 'away' })
      if (!away) throw new Error('Nobody is away')
      const all = [...robots, away]
      const watched = watchStored(ground, post, all)
      for (const robot of all) robot.keepTyping(5)
      const late: string[] = []
      const figures: string[] = []
      for (const cutMs of cutsMs) {
        await pause(500)
        proxy.refuse(true)
        proxy.cut()
        const cutAt = performance.now()
        const save = () => away.session.status.get().save.state
        if (cutMs > OFFLINE_WITHIN_MS) {
          const offlineMs = await timeUntil(() => save() === 'offline', cutMs)
          late.push(...lateWhen('Offline shown', offlineMs, OFFLINE_WITHIN_MS))
          figures.push(`Offline after ${offlineMs} ms`)
        }
        await pause(Math.max(0, cutMs - (performance.now() - cutAt)))
        proxy.refuse(false)
        // A browser says when its network is back.
        window.dispatchEvent(new Event('online'))
        const typed = away.type()
        const mergedMs = await timeUntil(() => typed.storedAt !== null, 30_000)
        late.push(...lateWhen(`merged after ${cutMs / 1000} s`, mergedMs, MERGED_WITHIN_MS))
        figures.push(`merged ${mergedMs} ms after ${cutMs / 1000} s`)
        note(figures.at(-1) ?? '')
      }
      for (const robot of all) robot.stopTyping()
      const verdict = await judge(ground, post, all, { dice })
      await watched.answered()
      return {
        ran: true,
        count: `${cutsMs.length} cuts, ${verdict.stored} tokens saved`,
        figure: figures.join(', '),
        faults: faultsOf(verdict, watched),
        late,
      }
    } finally {
      await proxy.close()
      await ground.close()
    }
  },
}
