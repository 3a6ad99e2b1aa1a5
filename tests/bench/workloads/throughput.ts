/**
 * The most keystrokes a second that one server passes on while p99 stays below 100 ms, and what happens past that.
 * The rate climbs until it fails, then the gap is halved.
 */
import type { Bench, Row } from '../bench.ts'
import { now, sleep } from '../machine/clock.ts'
import { quietMachine } from '../machine/pinning.ts'
import { NEW_POST } from '../people/post-state.ts'
import { openRooms, type Rooms, typeTogether } from '../people/rooms.ts'
import { figuresOf, rounded, summarize } from '../statistics.ts'
import type { Usage } from '../targets/server.ts'
import type { Stage } from '../targets/target.ts'

const STEP_SECONDS = 2
const LIMIT_MS = 100
const CLIMB = 1.5
const HALVINGS = 3
/** One stall in two seconds, of whoever, ends a climb: a rate has failed when it has failed twice. */
const TRIES = 2
const DRAIN_MS = 15_000
const OVERLOAD_SECONDS = 4

type Shape = {
  readonly name: string
  readonly posts: number
  readonly people: number
  readonly typists: number
  readonly firstRate: number
  readonly limits: Readonly<Record<string, number>>
}
const SHAPES: readonly Shape[] = [
  { name: '1,000 posts x 2 people', posts: 1000, people: 2, typists: 1, firstRate: 1000, limits: {} },
  {
    name: '1 post x 50 people, 5 type',
    posts: 1,
    people: 50,
    typists: 5,
    firstRate: 200,
    // One person's tab is slowed down at 100 updates a second, and five stand for many here.
    limits: { updatesPerSecond: 100_000, updatesBurst: 100_000, workCreditMs: 100_000 },
  },
]

type Step = Usage & {
  readonly rate: number
  readonly p50: number
  readonly p99: number
  readonly passed: boolean
  /** Everything came, however late. */
  readonly drained: boolean
}

export async function* throughput(bench: Bench): AsyncGenerator<Row> {
  for (const shape of SHAPES) yield* climb(bench, shape)
}

async function* climb(bench: Bench, shape: Shape): AsyncGenerator<Row> {
  await bench.server.restart(shape.limits)
  const stage = await bench.fill({ teams: shape.posts, peopleInTeam: shape.people, postsInTeam: 1, state: NEW_POST })
  let rooms = await openRooms(bench, stage, shape.typists)
  await step(bench, rooms, shape.firstRate / 2)
  const steps: Step[] = []
  const attempt = async (rate: number): Promise<Step> => {
    for (let tries = 1; ; tries++) {
      const one = await step(bench, rooms, Math.round(rate), `${shape.name} at ${Math.round(rate)}`)
      steps.push(one)
      if (one.passed) return one
      if (!one.drained) {
        // What does not work off its queue goes on afresh, warmed up.
        rooms.close()
        await bench.server.restart(shape.limits)
        rooms = await openRooms(bench, stage, shape.typists)
        await step(bench, rooms, Math.round(rate / 3))
      }
      if (tries === TRIES) return one
      await quietMachine()
    }
  }
  const first = await attempt(shape.firstRate)
  let best = first
  let failed = first
  while (failed.passed) {
    best = failed
    failed = await attempt(best.rate * CLIMB)
  }
  for (let halving = 0; best.passed && halving < HALVINGS; halving++) {
    const one = await attempt((best.rate + failed.rate) / 2)
    if (one.passed) best = one
    else failed = one
  }
  const raised = Object.keys(shape.limits).length > 0 ? `limits raised: ${JSON.stringify(shape.limits)}; ` : ''
  yield {
    case: shape.name,
    figures: {
      'updates a second': best.passed ? best.rate : 0,
      'server µs per update': microseconds(best),
      'server µs per update, unhurried': microseconds(first),
      'seen.p50': best.p50,
      'seen.p99': best.p99,
      'server cpu': best.serverCpu,
      'load cpu': best.loadCpu,
      'postgres cpu': best.postgresCpu,
      noise: best.noise,
    },
    note: `${raised}rate:p99 ${steps.map(({ rate, p99, passed }) => `${rate}:${Math.round(p99)}${passed ? '' : '✗'}`).join(' ')}`,
  }
  if (best.passed) yield await overload(bench, shape, stage, rooms, best.rate * CLIMB)
  rooms.close()
}

async function step(bench: Bench, rooms: Rooms, rate: number, profileName?: string): Promise<Step> {
  const {
    usage,
    rate: achieved,
    expected,
  } = await typeTogether(bench, rooms, {
    rate,
    seconds: STEP_SECONDS,
    patienceMs: DRAIN_MS,
    ...(profileName !== undefined && { profileName }),
  })
  const { p50, p99 } = rooms.latencies.length > 0 ? summarize(rooms.latencies) : { p50: Infinity, p99: Infinity }
  const drained = rooms.latencies.length >= expected
  return { ...usage, rate, p50, p99, drained, passed: drained && p99 <= LIMIT_MS && achieved > rate * 0.95 }
}

/** Half as much again as it can take: everything must still arrive, nobody be cut off, and a newcomer be let in. */
async function overload(bench: Bench, shape: Shape, stage: Stage, rooms: Rooms, rate: number): Promise<Row> {
  const [post] = stage.teams[0]?.posts ?? []
  const person = stage.teams[0]?.people.at(-1)
  if (!post || !person) throw new Error('nobody is there')
  const newcomer = sleep((OVERLOAD_SECONDS * 1000) / 2).then(async () => {
    const begun = now()
    const session = await bench.open({ room: post.room, person })
    session.close()
    return now() - begun
  })
  const typing = { rate: Math.round(rate), seconds: OVERLOAD_SECONDS, patienceMs: 30_000 }
  const { expected, rate: achieved } = await typeTogether(bench, rooms, typing)
  const sessions = [...rooms.writers.map(({ session }) => session), ...rooms.readers]
  return {
    case: `${shape.name}, past the limit`,
    figures: {
      ...figuresOf('seen', rooms.latencies),
      missing: expected - rooms.latencies.length,
      'cut off': sessions.filter(({ facts }) => facts.closed !== null).length,
      'newcomer lets in ms': rounded(await newcomer),
      'keys a second': rounded(achieved),
    },
  }
}

function microseconds({ serverCpuSeconds, rate }: Step): number {
  return rounded((serverCpuSeconds * 1e6) / (rate * STEP_SECONDS))
}
