/** A whole open tab: the person's feed, the team's presence and one post, all over one socket. */
import type { Bench } from '../bench.ts'
import type { Person, Post, Team } from '../targets/target.ts'
import type { Session } from '../wire/session.ts'
import { presenceOf } from './presence.ts'
import { createTypist, type Typist } from './typist.ts'

export type Tab = {
  readonly post: Session
  readonly typist: Typist | undefined
  /** The caret moved: as a browser says it with each key. */
  readonly moveCaret: () => void
  /** They type no more. */
  readonly restCaret: () => void
  /** What it said last, unchanged, of post and page: as a browser does every 15 s. */
  readonly sayAgain: () => void
  readonly ping: () => void
  readonly close: () => void
}
type Seat = { readonly team: Team; readonly person: Person; readonly post: Post; readonly typesFrom?: Uint8Array }

export async function openTab(bench: Bench, { team, person, post, typesFrom }: Seat): Promise<Tab> {
  const token = await person.token()
  const door = bench.door()
  const typist = typesFrom && createTypist(typesFrom)
  const { heartbeat } = bench.target
  const opened = door.open(post.room, { token, heartbeat, ...(typist && { ydoc: typist.ydoc }) })
  const sides = team.sideRooms(person).map(room => door.open(room, { token }))
  await Promise.all([opened, ...sides].map(({ ready }) => ready))
  const clientId = typist?.clientId ?? Math.floor(Math.random() * 2 ** 31)
  let clock = 0
  let caret = 0
  const say = (session: Session | undefined, state: Readonly<Record<string, unknown>>) =>
    session?.sendAwareness(presenceOf(clientId, ++clock, state))
  const here = { page: `/posts/${post.id}`, mode: 'editing' }
  let said: Readonly<Record<string, unknown>> = here
  const sayHere = (state: typeof said) => {
    said = state
    say(opened, state)
  }
  say(sides[1], here)
  sayHere(here)
  // As each connection of a page begins: the server speaks unasked from then on.
  opened.ping()
  return {
    post: opened,
    typist,
    moveCaret: () => sayHere({ ...here, typing: true, cursor: { at: ++caret } }),
    restCaret: () => sayHere({ ...here, cursor: { at: caret } }),
    sayAgain: () => {
      say(sides[1], here)
      say(opened, said)
    },
    ping: opened.ping,
    close: door.close,
  }
}
