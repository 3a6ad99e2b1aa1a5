/**
 * From nothing to the first whole document: TCP, upgrade, ticket, sync. The post is open already, as it is when somebody
 * joins the others. Then the server is killed, and open tabs come back as the browser's part does.
 */
import { until } from '#tests/support/until.ts'
import { delayBefore } from '#web/realtime/connection.ts'
import type { Bench, Row, Visit } from '../bench.ts'
import { becomes, now, sleep } from '../machine/clock.ts'
import { quietMachine } from '../machine/pinning.ts'
import { postState } from '../people/post-state.ts'
import { createTypist } from '../people/typist.ts'
import { figuresOf, rounded } from '../statistics.ts'

const STATE = postState(20_000)
const CASES = [
  { name: 'one at a time', count: 60, atOnce: 1 },
  { name: '200 at once', count: 200, atOnce: 200 },
]
/** What a start costs is the third case: before the others the way in has been gone as often as on a morning. */
const WARM_UP = 150
const TABS = 50

export async function* connect(bench: Bench): AsyncGenerator<Row> {
  if (!bench.target.holdsDocuments) return
  const stage = await bench.fill({ teams: 1, peopleInTeam: 201, postsInTeam: 1, state: STATE })
  const [post] = stage.teams[0]?.posts ?? []
  const [holder, ...people] = stage.teams[0]?.people ?? []
  if (!post || !holder) throw new Error('nobody is there')
  const visits = people.map((person): Visit => ({ room: post.room, person }))
  const hold = () => bench.open({ room: post.room, person: holder, options: { ydoc: createTypist(STATE).ydoc } })
  const held = await hold()
  await times(bench, visits.slice(0, WARM_UP), 1)
  await until(async () => (await bench.target.isSettled?.(bench.storage)) ?? true)
  for (const { name, count, atOnce } of CASES) {
    await quietMachine()
    yield { case: name, figures: await times(bench, visits.slice(0, count), atOnce, `connect ${name}`) }
  }
  held.close()
  if (bench.target.stores)
    yield { case: `${TABS} tabs after a kill`, figures: await comeBack(bench, visits.slice(0, TABS)) }
}

async function times(bench: Bench, visits: readonly Visit[], atOnce: number, profileName?: string) {
  let sessions: Awaited<ReturnType<Bench['openAll']>> = []
  const usage = await bench.server.measure(async () => {
    sessions = await bench.openAll(visits, atOnce)
  }, profileName)
  const took = sessions.map(({ facts }) => facts.readyAt - facts.startedAt)
  const whole = sessions.filter(({ facts }) => facts.stateBytes >= STATE.byteLength * 0.9).length
  for (const session of sessions) session.close()
  await sleep(200)
  return {
    ...figuresOf('live', took),
    'without the whole text': sessions.length - whole,
    'server ms per connect': rounded((usage.serverCpuSeconds * 1000) / visits.length),
    noise: usage.noise,
  }
}

/** Milliseconds between the server's listening and each tab's being live again. */
async function comeBack(bench: Bench, visits: readonly Visit[]): Promise<Record<string, number>> {
  const sessions = await bench.openAll(visits)
  await Promise.all(visits.map(({ person }) => person.token()))
  const live: number[] = []
  await bench.server.kill()
  await becomes(() => sessions.every(({ facts }) => facts.closed !== null), 2000)
  const returning = Promise.all(
    visits.map(async visit => {
      for (let tries = 1; ; tries++) {
        await sleep(delayBefore(tries, Math.random()))
        const session = await bench.open(visit).catch(() => null)
        if (!session) continue
        live.push(now())
        return session
      }
    }),
  )
  await bench.server.start()
  const back = await returning
  for (const session of back) session.close()
  const listened = bench.server.listensSince()
  return figuresOf(
    'live',
    live.map(at => Math.max(0, at - listened)),
  )
}
