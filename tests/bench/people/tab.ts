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
  const say = (session: Session | undefined, state: Readonly<Record<string, unknown>>) =>
    session?.sendAwareness(presenceOf(clientId, ++clock, state))
  say(sides[1], { page: `/posts/${post.id}`, mode: 'editing' })
  say(opened, { page: `/posts/${post.id}`, mode: 'editing' })
  return {
    post: opened,
    typist,
    moveCaret: () => say(opened, { page: `/posts/${post.id}`, mode: 'editing', typing: true }),
    ping: opened.ping,
    close: door.close,
  }
}
