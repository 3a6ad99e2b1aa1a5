/** F29: the largest document there may be is opened again and again while others type in theirs. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { LIMITS } from '#domain/contract/limits.ts'
import { summarize } from '#tests/bench/statistics.ts'
import { until } from '#tests/support/until.ts'
import { breakGround } from '../ground.ts'
import { faultsOf, judge, watchStored } from '../oracle.ts'
import type { Row } from '../row.ts'
import { figureOf, lateWhen, openTeam, PATIENTLY, pause, savedMs } from '../team.ts'

const OTHERS_WITHIN_MS = 250
const PARAGRAPH = 'A buoy speaks every ten minutes, whoever listens. '.repeat(8)

export const f29: Row = {
  id: 'F29',
  what: 'the largest post there may be opened while others type',
  goal: 'others’ Saved p99 ≤ 250 ms; blocks over 200 ms are reported',
  async run({ dice, full, count, note }) {
    const tabs = full ? 50 : 10
    const openings = count ?? (full ? 10 : 2)
    const ground = await breakGround()
    try {
      const paragraphs = Math.floor((LIMITS.documentBytes * 0.93) / (PARAGRAPH.length + 20))
      const huge = await ground.addPost({
        type: 'doc',
        content: [
          { type: 'title' },
          ...Array.from({ length: paragraphs }, () => ({
            type: 'paragraph',
            content: [{ type: 'text', text: PARAGRAPH }],
          })),
        ],
      })
      const post = await ground.addPost()
      await ground.startServer()
      const robots = await openTeam(ground, post, { dice, tabs })
      const watched = watchStored(ground, post, robots, 10)
      for (const robot of robots) robot.keepTyping(2)
      await pause(2_000)
      const calm = summarize(savedMs(robots))
      const [person] = ground.people
      if (!person) throw new Error('Nobody is there')
      const from = performance.now()
      const address = `ws://127.0.0.1:${ground.collabPort}/collab`
      for (let opening = 0; opening < openings; opening += 1) {
        const child = fork(
          join(import.meta.dirname, '..', 'open-document.ts'),
          [address, huge.doc, await person.ticket()],
          { execArgv: [], stdio: 'ignore' },
        )
        await once(child, 'exit')
        note(`opened ${opening + 1}`)
        // The room leaves memory, so that each opening reads it anew.
        await until(async () => (await figureOf(ground, 'galley_rooms')) === 1, PATIENTLY)
      }
      await pause(500)
      const to = performance.now()
      for (const robot of robots) robot.stopTyping()
      const verdict = await judge(ground, post, robots, { dice })
      await watched.answered()
      const meanwhile = summarize(savedMs(robots, from, to))
      const blocks = await figureOf(ground, 'galley_event_loop_blocks_total')
      return {
        ran: true,
        count: `${((paragraphs * PARAGRAPH.length) / 2 ** 20).toFixed(1)} MB (the limit is ${LIMITS.documentBytes / 2 ** 20}) opened ${openings} times, ${tabs} tabs`,
        figure: `others’ Saved p50 ${meanwhile.p50} ms, p99 ${meanwhile.p99} ms (before: ${calm.p50} and ${calm.p99}); ${blocks} blocks over 200 ms`,
        faults: faultsOf(verdict, watched),
        late: lateWhen('others’ Saved p99', meanwhile.p99, OTHERS_WITHIN_MS),
      }
    } finally {
      await ground.close()
    }
  },
}
