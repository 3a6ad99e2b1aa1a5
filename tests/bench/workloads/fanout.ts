/** One person types in a post that others look at: how long until all have the key, and until the author has Saved. */
import type { Bench, Row } from '../bench.ts'
import { becomes, now, pace } from '../machine/clock.ts'
import { quietMachine } from '../machine/pinning.ts'
import { NEW_POST } from '../people/post-state.ts'
import { createReader, createTypist } from '../people/typist.ts'
import { figuresOf, rounded } from '../statistics.ts'

const KEYS_PER_SECOND = 15
const SECONDS = 6
const VIEWERS = [2, 10, 50, 200]

export async function* fanout(bench: Bench): AsyncGenerator<Row> {
  const stage = await bench.fill({
    teams: VIEWERS.length + 1,
    peopleInTeam: Math.max(...VIEWERS) + 1,
    postsInTeam: 1,
    state: NEW_POST,
  })
  await oneTypes(bench, stage, 0, 20)
  for (const [index, viewers] of VIEWERS.entries()) {
    yield { case: `${viewers} viewers`, figures: await oneTypes(bench, stage, index + 1, viewers) }
  }
}

async function oneTypes(
  bench: Bench,
  { teams }: Awaited<ReturnType<Bench['fill']>>,
  index: number,
  viewers: number,
): Promise<Record<string, number>> {
  const [post] = teams[index]?.posts ?? []
  const [author, ...others] = teams[index]?.people ?? []
  if (!post || !author) throw new Error('nobody is there')
  const typist = createTypist(NEW_POST)
  const seen: number[] = []
  const saved: number[] = []
  const writer = await bench.open({
    room: post.room,
    person: author,
    options: {
      ydoc: typist.ydoc,
      onAnswer: ({ stored, sentAt }) => stored && saved.push(now() - sentAt),
    },
  })
  const readers = await bench.openAll(
    others.slice(0, viewers).map(person => ({
      room: post.room,
      person,
      options: { onUpdate: createReader([typist], seen) },
    })),
  )
  await quietMachine()
  const keys = KEYS_PER_SECOND * SECONDS
  const usage = await bench.server.measure(async () => {
    await pace(KEYS_PER_SECOND, SECONDS, () => typist.type(writer))
    await becomes(() => seen.length >= keys * viewers && writer.facts.answered >= (saved.length > 0 ? keys : 0), 3000)
  }, `fanout ${viewers}`)
  for (const session of [writer, ...readers]) session.close()
  return {
    ...figuresOf('seen', seen),
    ...(saved.length > 0 && figuresOf('saved', saved)),
    missing: keys * viewers - seen.length,
    'server ms per 1000 deliveries': rounded((usage.serverCpuSeconds * 1e6) / Math.max(1, seen.length)),
    'server cpu': usage.serverCpu,
    noise: usage.noise,
  }
}
