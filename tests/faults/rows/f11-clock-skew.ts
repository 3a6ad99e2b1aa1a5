/** F11: clocks that are ten minutes off, and one that jumps. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { addPublishingPost } from '#tests/support/people-and-posts.ts'
import { until } from '#tests/support/until.ts'
import { breakGround, type Person } from '../ground.ts'
import { faultsOf, judge, watchStored } from '../oracle.ts'
import type { Row } from '../row.ts'
import { shifted } from '../shift-clock.ts'
import { PATIENTLY, pause, timeUntil } from '../team.ts'

const TEN_MINUTES_MS = 600_000
const SKEW_MS = 45_000
const SHIFT_CLOCK = pathToFileURL(join(import.meta.dirname, '..', 'shift-clock.ts')).href

export const f11: Row = {
  id: 'F11',
  what: 'the clock of the node 10 min ahead, 10 min behind, jumping by 20; browsers a day off',
  goal: '0 lost, order by number alone; tickets good with the clocks of two nodes 45 s apart; nothing goes out early',
  async run({ dice, note }) {
    const ground = await breakGround()
    try {
      const post = await ground.addPost()
      const faults: string[] = []
      let stored = 0
      const clocks: { name: string; shiftMs: number; env: Record<string, string> }[] = [
        { name: '10 min ahead', shiftMs: TEN_MINUTES_MS, env: { CLOCK_SHIFT_MS: String(TEN_MINUTES_MS) } },
        { name: '10 min behind', shiftMs: -TEN_MINUTES_MS, env: { CLOCK_SHIFT_MS: String(-TEN_MINUTES_MS) } },
        {
          name: 'jumping back by 20 min',
          shiftMs: TEN_MINUTES_MS,
          env: { CLOCK_SHIFT_MS: String(TEN_MINUTES_MS), CLOCK_JUMP: `3000:${-TEN_MINUTES_MS}` },
        },
      ]
      for (const { name, shiftMs, env } of clocks) {
        const server = await ground.startServer(env, ['--import', SHIFT_CLOCK])
        // The same node gives the tickets.
        const people = ground.people.map(person => at(person, shiftMs))
        const robots = people.map((person, index) =>
          ground.robot({ person, post, name: `${name.replaceAll(' ', '-')}${index}`, dice }),
        )
        await until(() => robots.every(({ session }) => session.status.get().text === 'shown'), PATIENTLY)
        const watched = watchStored(ground, post, robots)
        for (const robot of robots) robot.keepTyping(5)
        if (shiftMs > 0 && !env.CLOCK_JUMP) faults.push(...(await goesOutByTheDatabasesClock()))
        else await pause(4_000)
        for (const robot of robots) robot.stopTyping()
        const verdict = await judge(ground, post, robots, { dice, eye: at(ground.people[0], shiftMs) })
        await watched.answered()
        stored += verdict.stored
        faults.push(...faultsOf(verdict, watched).map(fault => `${name}: ${fault}`))
        note(`${name}: ${verdict.stored} tokens saved`)
        for (const robot of robots) robot.close()
        server.kill('SIGTERM')
        await server.exited
      }

      const server = await ground.startServer()
      for (const shiftMs of [SKEW_MS, -SKEW_MS]) {
        const robot = ground.robot({ person: at(ground.people[0], shiftMs), post, name: 'skewed', dice })
        const openMs = await timeUntil(() => robot.session.status.get().text === 'shown', PATIENTLY.withinMs)
        if (openMs === null) faults.push(`a ticket of a node ${shiftMs / 1000} s off was not taken`)
        robot.close()
      }
      server.kill('SIGTERM')
      await server.exited
      return {
        ran: true,
        count: `${clocks.length} clocks, 2 skews, 1 schedule`,
        figure: `${stored} tokens saved`,
        faults,
        late: [],
      }

      /** A post that is due in a while, on a node whose clock says that it was due long ago, beside one that is due. */
      async function goesOutByTheDatabasesClock(): Promise<string[]> {
        const early = await addScheduled('300 s')
        const due = await addScheduled('0 s')
        const wentMs = await timeUntil(async () => (await stateOf(due)) !== 'scheduled', 30_000)
        // Who took the one has looked for all; what comes due is looked for each second.
        await pause(2_000)
        const wasEarly = (await stateOf(early)) !== 'scheduled'
        await ground.pool.query(`update post set "scheduledAt" = now() where id = $1 and state = 'scheduled'`, [early])
        const went = await timeUntil(async () => (await stateOf(early)) !== 'scheduled', 30_000)
        return [
          ...(wasEarly ? ['a scheduled post went out before its time'] : []),
          ...(wentMs === null || went === null ? ['a scheduled post did not go out at its time'] : []),
        ]
      }

      async function addScheduled(inTime: string): Promise<string> {
        const { db, workspaceId, people } = ground
        const userId = people[0]?.userId
        if (!userId) throw new Error('Nobody is there')
        const { postId } = await addPublishingPost(db, { workspaceId, userId, title: 'Due', markdown: 'Now.' })
        await ground.pool.query(
          `update post set state = 'scheduled', "scheduledAt" = now() + $2::interval where id = $1`,
          [postId, inTime],
        )
        return postId
      }

      async function stateOf(postId: string): Promise<string | undefined> {
        const { rows } = await ground.pool.query<{ state: string }>('select state from post where id = $1', [postId])
        return rows[0]?.state
      }
    } finally {
      await ground.close()
    }
  },
}

/** The same person with tickets of a node whose clock is off. */
function at(person: Person | undefined, ms: number): Person {
  if (!person) throw new Error('Nobody is there')
  return { ...person, ticket: () => shifted(ms, person.ticket) }
}
