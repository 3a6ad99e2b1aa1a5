/** A post in which some type and the others look on, for as long as one wants to see how quickly it goes. */
import type { Bench, Visit } from '../bench.ts'
import { becomes, now, pace } from '../machine/clock.ts'
import { createReader, createTypist, type Typist } from './typist.ts'

const PATIENCE_MS = 5_000

/** Milliseconds: from a key to each of the others, from a key to its Saved, from asking to the whole text. */
export type Felt = { readonly seen: number[]; readonly saved: number[]; readonly live: number[] }
export type Together = {
  readonly typists: readonly Typist[]
  readonly work: (seconds: number, felt: Felt) => Promise<void>
  readonly close: () => void
}
type Seats = {
  readonly room: string
  /** What the post begins with. */
  readonly state: Uint8Array
  readonly typing: readonly Visit['person'][]
  readonly watching: readonly Visit['person'][]
  /** They come and go, one after the other. */
  readonly coming: readonly Visit['person'][]
}

const KEYS_PER_SECOND = 5
const COMINGS_PER_SECOND = 4

export async function workTogether(bench: Bench, { room, state, typing, watching, coming }: Seats): Promise<Together> {
  const typists = typing.map(() => createTypist(state))
  let felt: Felt = { seen: [], saved: [], live: [] }
  const writers = await bench.openAll(
    typing.map((person, index) => ({
      room,
      person,
      options: {
        ...(typists[index] && { ydoc: typists[index].ydoc }),
        onAnswer: ({ stored, sentAt }) => stored && felt.saved.push(now() - sentAt),
      },
    })),
  )
  const watchers = await bench.openAll(
    watching.map(person => ({
      room,
      person,
      options: { onUpdate: createReader(typists, { push: ms => felt.seen.push(ms) }) },
    })),
  )

  const type = (index: number) => {
    const writer = writers[index % writers.length]
    if (writer) typists[index % writers.length]?.type(writer)
  }
  const come = async (index: number) => {
    const person = coming[index % coming.length]
    if (!person) throw new Error('nobody comes')
    const session = await bench.open({ room, person })
    felt.live.push(session.facts.readyAt - session.facts.startedAt)
    session.close()
  }

  return {
    typists,
    async work(seconds, into) {
      felt = into
      const [seenBefore, savedBefore] = [into.seen.length, into.saved.length]
      const keys = KEYS_PER_SECOND * typing.length * seconds
      const comings: Promise<void>[] = []
      await Promise.all([
        pace(KEYS_PER_SECOND * typing.length, seconds, type),
        pace(COMINGS_PER_SECOND, seconds, index => comings.push(come(index))),
      ])
      await Promise.all(comings)
      const isAllThere = () =>
        into.saved.length - savedBefore >= keys && into.seen.length - seenBefore >= keys * watching.length
      if (!(await becomes(isAllThere, PATIENCE_MS))) throw new Error('others did not get everything')
    },
    close() {
      for (const session of [...writers, ...watchers]) session.close()
    },
  }
}
