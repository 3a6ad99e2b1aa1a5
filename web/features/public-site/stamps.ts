/**
 * Asks the database what public pages are made of now. One question is under way at a time and carries all that waits:
 * the more readers there are, the less each costs. Whoever asks gets an answer that was read after they asked.
 */

import { createGroupCommit } from '#domain/group-commit.ts'
import { findListStamp, findPostStamps } from '#domain/queries/public-site.ts'
import type { Db } from '#prisma/client.ts'
import type { Place } from './places.ts'
import type { ViewedPost } from './view-counter.ts'

const BATCH = { batchEntries: 2_000, batchBytes: Number.MAX_SAFE_INTEGER, bytesOf: () => 0 }

/** As many posts as each list names: what comes after them changes nothing in it. */
export const POSTS_IN = { index: 60, rss: 30, feed: 30, 'site-map': 1_000 } as const

function listedIn({ kind }: Place): number {
  return kind === 'post' || kind === 'json' ? 1 : POSTS_IN[kind]
}

type Stamp = {
  /** As long as it is the same, the page is. */
  readonly stamp: string
  /** The post whose page it is. */
  readonly post: ViewedPost | null
}

/** @returns place → its stamp; null for what is not public */
export function createStamps(db: Db): (place: Place) => Promise<Stamp | null> {
  const posts = createGroupCommit<Place, Stamp | null>({
    ...BATCH,
    write: places =>
      outcomes(places, async asked => {
        const stamps = await findPostStamps(db, asked)
        return stamps.map(found => found && { stamp: found.stamp, post: found })
      }),
  })
  const lists = createGroupCommit<Place, Stamp | null>({
    ...BATCH,
    write: places =>
      outcomes(places, asked =>
        Promise.all(
          asked.map(async place => {
            const stamp = await findListStamp(db, place.workspace, listedIn(place))
            return stamp === null ? null : { stamp, post: null }
          }),
        ),
      ),
  })
  return place => (place.slug === '' ? lists : posts).add(place)
}

/** Each place is asked about once, however many wait for it. */
async function outcomes(
  places: readonly Place[],
  ask: (places: readonly Place[]) => Promise<readonly (Stamp | null)[]>,
) {
  const keyOf = (place: Place) => `${place.workspace}/${place.slug}/${listedIn(place)}`
  const different = new Map(places.map(place => [keyOf(place), place]))
  const stamps = await ask([...different.values()])
  const stampByKey = new Map([...different.keys()].map((key, index) => [key, stamps[index] ?? null]))
  return places.map(place => ({ ok: true as const, value: stampByKey.get(keyOf(place)) ?? null }))
}
