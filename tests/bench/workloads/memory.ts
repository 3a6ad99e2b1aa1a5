/** What open connections cost when nobody types, and when some do: resident memory without garbage, and CPU. */
import type { Bench, Row } from '../bench.ts'
import { pace, sleep } from '../machine/clock.ts'
import { quietMachine } from '../machine/pinning.ts'
import { inLanes } from '../people/lanes.ts'
import { postState } from '../people/post-state.ts'
import { openTab, type Tab } from '../people/tab.ts'
import { createTypist } from '../people/typist.ts'
import { rounded } from '../statistics.ts'
import type { Stage } from '../targets/target.ts'

const STATE = postState(1000)
const PEOPLE_IN_TEAM = 10
const COUNTS = [100, 1000]
const WARM_UP = 50
const OPENED_AT_ONCE = 20
/** Past what servers put off after an opening: stores, snapshots. */
const SETTLE_MS = 4_000
const IDLE_SECONDS = 15
/** A visible tab times an answer now and then; beside that it only listens: web/realtime/heartbeat.ts. */
const PINGS_PER_SECOND = 1 / 30
/** A server works for weeks: what its first keys cost, until their code is compiled, comes before. */
const TYPING = { tabs: 100, typists: 20, keysPerSecond: 5, warmUpSeconds: 20, seconds: 10 }

export async function* memory(bench: Bench): AsyncGenerator<Row> {
  if (!bench.target.holdsDocuments) return
  for (const count of COUNTS) yield await idlePosts(bench, count)
  if (bench.target.protocol !== 'hocuspocus') return
  for (const count of COUNTS) yield await idleTabs(bench, count)
  yield await typingTabs(bench)
}

/** Each in a post of its own. */
async function idlePosts(bench: Bench, count: number): Promise<Row> {
  const stage = await anew(bench, count)
  const before = await bench.server.settledBytes()
  const sessions = await bench.openAll(
    seatsOf(stage).map(({ post, person }) => ({
      room: post.room,
      person,
      options: { ydoc: createTypist(STATE).ydoc },
    })),
    OPENED_AT_ONCE,
  )
  await sleep(SETTLE_MS)
  const after = await bench.server.settledBytes()
  const usage = await bench.server.measure(() => sleep(IDLE_SECONDS * 1000), `${count} idle posts`)
  for (const session of sessions) session.close()
  return {
    case: `${count} idle posts`,
    figures: {
      'KiB each': kibibytes((after - before) / count),
      'server cpu %': percent(usage.serverCpuSeconds, usage.seconds),
      'MiB before': kibibytes(before / 1024),
      noise: usage.noise,
    },
  }
}

async function idleTabs(bench: Bench, count: number): Promise<Row> {
  const stage = await anew(bench, count)
  const before = await bench.server.settledBytes()
  const tabs = await inLanes(seatsOf(stage), OPENED_AT_ONCE, seat => openTab(bench, seat))
  await sleep(SETTLE_MS)
  const after = await bench.server.settledBytes()
  await quietMachine()
  const usage = await bench.server.measure(() => beat(tabs, IDLE_SECONDS), `${count} idle tabs`)
  closeAll(tabs)
  return {
    case: `${count} idle tabs`,
    figures: {
      'KiB each': kibibytes((after - before) / count),
      'server cpu %': percent(usage.serverCpuSeconds, usage.seconds),
      noise: usage.noise,
    },
  }
}

/** Twenty of a hundred type, each in a post of their own that nobody else has open, with a caret that moves. */
async function typingTabs(bench: Bench): Promise<Row> {
  const { tabs: count, typists, keysPerSecond, warmUpSeconds, seconds } = TYPING
  const stage = await anew(bench, count)
  const seats = seatsOf(stage).map((seat, index) => (index < typists ? { ...seat, typesFrom: STATE } : seat))
  const tabs = await inLanes(seats, OPENED_AT_ONCE, seat => openTab(bench, seat))
  const writing = tabs.slice(0, typists)
  const typeFor = (time: number) =>
    Promise.all([
      beat(tabs, time),
      pace(keysPerSecond * typists, time, index => {
        const tab = writing[index % typists]
        tab?.typist?.type(tab.post)
        tab?.moveCaret()
      }),
    ])
  await typeFor(warmUpSeconds)
  await quietMachine()
  const usage = await bench.server.measure(() => typeFor(seconds), `${typists} of ${count} tabs type`)
  closeAll(tabs)
  return {
    case: `${typists} of ${count} tabs type`,
    figures: { 'server cpu %': percent(usage.serverCpuSeconds, usage.seconds), noise: usage.noise },
  }
}

/** Code, buffers and pools that the first connections bring are not what one more costs. */
async function anew(bench: Bench, people: number): Promise<Stage> {
  await bench.server.restart()
  const size = { peopleInTeam: PEOPLE_IN_TEAM, postsInTeam: PEOPLE_IN_TEAM, state: STATE }
  const warmUp = await bench.fill({ ...size, teams: WARM_UP / PEOPLE_IN_TEAM })
  if (bench.target.protocol === 'hocuspocus') closeAll(await inLanes(seatsOf(warmUp), 10, seat => openTab(bench, seat)))
  else {
    const sessions = await bench.openAll(seatsOf(warmUp).map(({ post, person }) => ({ room: post.room, person })))
    for (const session of sessions) session.close()
  }
  const stage = await bench.fill({ ...size, teams: people / PEOPLE_IN_TEAM })
  await sleep(SETTLE_MS)
  return stage
}

function seatsOf({ teams }: Stage) {
  return teams.flatMap(team =>
    team.people.flatMap((person, index) => {
      const post = team.posts[index]
      return post ? [{ team, person, post }] : []
    }),
  )
}

function beat(tabs: readonly Tab[], seconds: number): Promise<number> {
  return pace(tabs.length * PINGS_PER_SECOND, seconds, index => tabs[index % tabs.length]?.ping())
}

function closeAll(tabs: readonly Tab[]): void {
  for (const tab of tabs) tab.close()
}

function kibibytes(bytes: number): number {
  return rounded(bytes / 1024)
}

function percent(cpuSeconds: number, seconds: number): number {
  return rounded((cpuSeconds / seconds) * 100)
}
