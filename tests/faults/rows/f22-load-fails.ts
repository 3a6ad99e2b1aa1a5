/** F22: a third of all openings meet a database that breaks off, is silent, or does not listen. */
import { breakGround } from '../ground.ts'
import { faultsOf, judge } from '../oracle.ts'
import { startProxy } from '../proxy.ts'
import type { Row } from '../row.ts'
import { lateWhen, pause, timeUntil } from '../team.ts'

const TOLD_WITHIN_MS = 5_000

export const f22: Row = {
  id: 'F22',
  what: 'the database fails during 1 in 3 openings: broken off, silent, refused',
  goal: 'never an empty document shown, nothing written by a failed load; told ≤ 5 s; the next opening is right',
  async run({ dice, full, count, note }) {
    const openings = count ?? (full ? 60 : 9)
    const ground = await breakGround()
    const proxy = await startProxy(Number(new URL(ground.databaseUrl).port))
    try {
      const through = new URL(ground.databaseUrl)
      through.port = String(proxy.port)
      await ground.startServer({ DATABASE_URL: through.href })
      const [person] = ground.people
      if (!person) throw new Error('Nobody is there')
      const words = '[kept.0]'
      const faults: string[] = []
      const late: string[] = []
      let failed = 0
      let slowest = 0
      for (let opening = 0; opening < openings; opening += 1) {
        const post = await ground.addPost({
          type: 'doc',
          content: [{ type: 'title' }, { type: 'paragraph', content: [{ type: 'text', text: words }] }],
        })
        const rows = await ground.witness.rowCount(post.doc)
        const illness = opening % 3 === 2 ? dice.pick(['broken off', 'silent', 'refused'] as const) : null
        const robot = ground.robot({ person, post, name: `o${opening}`, dice })
        let sawEmpty = false
        const unwatch = robot.session.status.subscribe(() => {
          const { text } = robot.session.status.get()
          if (text === 'shown' && !robot.doc.getXmlFragment('body').toString().includes(words)) sawEmpty = true
        })
        const { status } = robot.session
        if (illness) {
          failed += 1
          await pause(dice.whole(0, 30))
          proxy.refuse(illness === 'refused')
          if (illness === 'silent') proxy.swallow(true)
          else proxy.cut()
          const told = () => status.get().text !== 'loading' || status.get().save.state === 'cant_save'
          const toldMs = await timeUntil(told, TOLD_WITHIN_MS * 3)
          slowest = Math.max(slowest, toldMs ?? Number.POSITIVE_INFINITY)
          late.push(...lateWhen(`${illness}: told`, toldMs, TOLD_WITHIN_MS))
          note(`opening ${opening}, ${illness}: ${status.get().text} ${status.get().failure ?? ''} after ${toldMs} ms`)
          proxy.refuse(false)
          proxy.swallow(false)
          proxy.cut()
          robot.session.retry()
        }
        const shownMs = await timeUntil(() => status.get().text === 'shown', 30_000)
        if (shownMs === null) faults.push(`opening ${opening} (${illness ?? 'nothing wrong'}) never showed the text`)
        if (sawEmpty) faults.push(`opening ${opening} (${illness ?? 'nothing wrong'}) showed an empty document`)
        if ((await ground.witness.rowCount(post.doc)) !== rows) faults.push(`opening ${opening} wrote something`)
        unwatch()
        faults.push(...faultsOf(await judge(ground, post, [robot], { dice })))
        robot.close()
      }
      return {
        ran: true,
        count: `${openings} openings, ${failed} of them ill`,
        figure: `told after at most ${slowest} ms`,
        faults,
        late,
      }
    } finally {
      await proxy.close()
      await ground.close()
    }
  },
}
