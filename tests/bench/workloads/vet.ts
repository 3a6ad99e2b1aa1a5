/** What the look at every update costs, as a share of all that the server does for an honest one. */
import * as Y from 'yjs'
import { type VetContext, vet as vetUpdate } from '#domain/log/vet.ts'
import { editorSchema } from '#domain/text/schema.ts'
import type { Bench, Row } from '../bench.ts'
import { NEW_POST, postState } from '../people/post-state.ts'
import { openRooms, typeTogether } from '../people/rooms.ts'
import { createTypist } from '../people/typist.ts'
import { median, rounded } from '../statistics.ts'

const KEYS = 20_000
const WARM_UP = 2_000
const PAIRS = 3
const POSTS = 200
const KEYS_PER_SECOND = 1000
const SECONDS = 4

export async function* vet(bench: Bench): AsyncGenerator<Row> {
  if (bench.target.name !== 'galley') return
  const stage = await bench.fill({ teams: POSTS, peopleInTeam: 2, postsInTeam: 1, state: NEW_POST })
  const rooms = await openRooms(bench, stage, 1)
  const typing = { rate: KEYS_PER_SECOND, seconds: SECONDS, patienceMs: 5000 }
  await typeTogether(bench, rooms, { ...typing, seconds: 1 })
  const { usage } = await typeTogether(bench, rooms, typing)
  rooms.close()
  const whole = (usage.serverCpuSeconds * 1e6) / (KEYS_PER_SECOND * SECONDS)
  const alone = microsecondsOfVet()
  yield {
    case: 'an honest keystroke',
    figures: {
      'vet µs': rounded(alone),
      'server µs': rounded(whole),
      'share %': rounded((alone / whole) * 100),
      noise: usage.noise,
    },
  }
}

/** In a post of 20 kB, one keystroke after another: CPU time with the look less CPU time without it. */
function microsecondsOfVet(): number {
  const state = postState(20_000)
  const typist = createTypist(state)
  const updates: Uint8Array[] = []
  typist.ydoc.on('update', update => updates.push(update))
  typist.prepare(KEYS)
  const names = {
    nodes: new Set(Object.keys(editorSchema.nodes).filter(name => name !== 'doc' && name !== 'text')),
    marks: new Set(Object.keys(editorSchema.marks)),
  }
  const owners = new Map([[typist.clientId, 'author']])
  const run = (looks: boolean): number => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, state)
    const context: VetContext = { doc, author: 'author', owners, names }
    let before = process.threadCpuUsage()
    for (const [index, update] of updates.entries()) {
      if (index === WARM_UP) before = process.threadCpuUsage()
      if (looks && vetUpdate(update, context).verdict !== 'ok')
        throw new Error('an honest keystroke was not let through')
      Y.applyUpdate(doc, update)
    }
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / (KEYS - WARM_UP)
  }
  const pairs = Array.from({ length: PAIRS }, () => run(true) - run(false))
  return Math.max(0, median(pairs))
}
