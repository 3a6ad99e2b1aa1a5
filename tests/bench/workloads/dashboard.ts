/** Opening a dashboard of five hundred posts: what building its feed and sending it costs, and how long it takes. */
import * as Y from 'yjs'
import type { Bench, Row } from '../bench.ts'
import { quietMachine } from '../machine/pinning.ts'
import { NEW_POST } from '../people/post-state.ts'
import { figuresOf, rounded } from '../statistics.ts'

const POSTS = 500
const OPENED = 40

export async function* dashboard(bench: Bench): AsyncGenerator<Row> {
  if (bench.target.name !== 'galley') return
  const stage = await bench.fill({ teams: 1, peopleInTeam: OPENED + 5, postsInTeam: POSTS, state: NEW_POST })
  const [team] = stage.teams
  if (!team) throw new Error('nobody is there')
  const open = async (person: (typeof team.people)[number]) => {
    const ydoc = new Y.Doc()
    const session = await bench.open({ room: team.sideRooms(person)[0] ?? '', person, options: { ydoc } })
    return { session, posts: ydoc.getMap('posts').size }
  }
  for (const person of team.people.slice(OPENED)) (await open(person)).session.close()
  const people = team.people.slice(0, OPENED)
  await Promise.all(people.map(person => person.token()))
  await quietMachine()
  const opened: Awaited<ReturnType<typeof open>>[] = []
  const usage = await bench.server.measure(async () => {
    for (const person of people) opened.push(await open(person))
  }, 'dashboard')
  for (const { session } of opened) session.close()
  yield {
    case: `${POSTS} posts`,
    figures: {
      ...figuresOf(
        'live',
        opened.map(({ session: { facts } }) => facts.readyAt - facts.startedAt),
      ),
      'server cpu ms': rounded((usage.serverCpuSeconds * 1000) / OPENED),
      'without all posts': opened.filter(({ posts }) => posts !== POSTS).length,
      noise: usage.noise,
    },
  }
}
