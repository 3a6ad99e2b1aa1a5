/**
 * A workspace in which everybody is there: whole tabs that say themselves again every 15 s, ten in each post, their
 * dashboards live. First nobody does anything; then one in each post types, pauses, and types on.
 */
import type { Bench, Row } from '../bench.ts'
import { pace, sleep } from '../machine/clock.ts'
import { quietMachine } from '../machine/pinning.ts'
import { inLanes } from '../people/lanes.ts'
import { postState } from '../people/post-state.ts'
import { openTab, type Tab } from '../people/tab.ts'
import { rounded } from '../statistics.ts'
import type { Usage } from '../targets/server.ts'

const STATE = postState(1000)
const PEOPLE = 500
const TYPISTS = 50
const OPENED_AT_ONCE = 20
const SETTLE_MS = 4_000
const SECONDS = 20
/** A visible tab times an answer now and then; beside that it only listens: web/realtime/heartbeat.ts. */
const PINGS_PER_SECOND = 1 / 30
const SAID_AGAIN_EVERY_SECONDS = 15
const KEYS_PER_SECOND = 5
/** A person types for five seconds, and is told to have stopped in the third second after. */
const BOUT = { seconds: 8, typing: 5, stopped: 7 }

export async function* presence(bench: Bench): AsyncGenerator<Row> {
  if (bench.target.protocol !== 'hocuspocus') return
  const stage = await bench.fill({ teams: 1, peopleInTeam: PEOPLE, postsInTeam: TYPISTS, state: STATE })
  const seats = stage.teams.flatMap(team =>
    team.people.flatMap((person, index) => {
      const post = team.posts[index % TYPISTS]
      return post ? [{ team, person, post, ...(index < TYPISTS && { typesFrom: STATE }) }] : []
    }),
  )
  const tabs = await inLanes(seats, OPENED_AT_ONCE, seat => openTab(bench, seat))
  try {
    await sleep(SETTLE_MS)
    await quietMachine()
    const idle = await bench.server.measure(() => stay(tabs), `${PEOPLE} online`)
    yield { case: `${PEOPLE} online`, figures: figuresOf(idle) }
    const typing = await bench.server.measure(
      () => Promise.all([stay(tabs), write(tabs.slice(0, TYPISTS))]),
      `${TYPISTS} of ${PEOPLE} online type`,
    )
    yield { case: `${TYPISTS} of ${PEOPLE} online type`, figures: figuresOf(typing) }
  } finally {
    for (const tab of tabs) tab.close()
  }
}

function stay(tabs: readonly Tab[]): Promise<unknown> {
  return Promise.all([
    pace(tabs.length * PINGS_PER_SECOND, SECONDS, index => tabs[index % tabs.length]?.ping()),
    pace(tabs.length / SAID_AGAIN_EVERY_SECONDS, SECONDS, index => tabs[index % tabs.length]?.sayAgain()),
  ])
}

function write(tabs: readonly Tab[]): Promise<unknown> {
  const keysPerSecond = tabs.length * KEYS_PER_SECOND
  return pace(keysPerSecond, SECONDS, index => {
    const tab = tabs[index % tabs.length]
    const second = Math.floor(index / keysPerSecond) % BOUT.seconds
    if (second < BOUT.typing) {
      tab?.typist?.type(tab.post)
      tab?.moveCaret()
    } else if (second === BOUT.stopped && index % keysPerSecond < tabs.length) tab?.restCaret()
  })
}

function figuresOf({ serverCpuSeconds, seconds, noise }: Usage): Row['figures'] {
  return { 'server cpu %': rounded((serverCpuSeconds / seconds) * 100), noise }
}
