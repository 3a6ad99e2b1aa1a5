/**
 * Who has a post open now, for the lists of everyone with access: one entry a person, with the strongest mode among
 * their tabs, and whether they type. Cursor moves change nothing here. What became different in whichever posts is told
 * together and at most twice a second, since each telling is a write into every feed of a workspace: with hundreds of
 * dashboards that is most of what a typist costs. SPEC PR86.
 */
import type { Document } from '@hocuspocus/server'
import { AwarenessState } from '#domain/contract/awareness.ts'
import type { FeedPerson, FeedViewer } from '#domain/contract/feed-shape.ts'
import { sameJson } from './same-json.ts'

const PAUSE_MS = 500
/** Never at once: the states of one join arrive in several messages of the same moment. */
const SOON_MS = 20
const STRENGTH = { idle: 0, viewing: 1, editing: 2 } as const

/** Who has a post open, one entry a person, and which of them type, by user id; both empty when nobody has. */
export type People = { readonly viewers: FeedViewer[]; readonly typists: readonly string[] }

const NOBODY: People = { viewers: [], typists: [] }

type ViewersWatch = {
  /** The same lists as before while they say the same. */
  peopleIn(postId: string): People
  /** Something moved in the post's awareness; looks at it soon, and reports only a change of people or modes. */
  touch(postId: string): void
  stop(): void
}

/**
 * @param findDocument the open document of a post, if any
 * @param onChange called with the posts whose people, or what they do there, have changed
 * @param onClosed called after it when nobody has the post open any more
 */
export function watchViewers({
  findDocument,
  onChange,
  onClosed,
}: {
  findDocument: (postId: string) => Document | undefined
  onChange: (postIds: readonly string[]) => void
  onClosed: (postId: string) => void
}): ViewersWatch {
  const known = new Map<string, People>()
  const touched = new Set<string>()
  let lastLookAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  function lookAtTouched(): void {
    timer = undefined
    lastLookAt = performance.now()
    const postIds = [...touched]
    touched.clear()
    const changed = postIds.filter(hasChanged)
    if (changed.length > 0) onChange(changed)
    for (const postId of postIds) if (!findDocument(postId)) onClosed(postId)
  }

  function hasChanged(postId: string): boolean {
    const before = known.get(postId) ?? NOBODY
    const now = peopleOf(findDocument(postId)?.awareness.getStates().values() ?? [])
    const viewers = sameJson(now.viewers, before.viewers) ? before.viewers : now.viewers
    const typists = sameJson(now.typists, before.typists) ? before.typists : now.typists
    if (viewers.length > 0) known.set(postId, { viewers, typists })
    else known.delete(postId)
    return viewers !== before.viewers || typists !== before.typists
  }

  return {
    peopleIn: postId => known.get(postId) ?? NOBODY,
    touch(postId) {
      if (stopped) return
      touched.add(postId)
      timer ??= setTimeout(lookAtTouched, Math.max(lastLookAt + PAUSE_MS - performance.now(), SOON_MS))
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

/** Awareness states → people; states without a stamped user are nobody. */
export function peopleOf(states: Iterable<unknown>): People {
  const people = new Map<string, FeedViewer>()
  const typists = new Set<string>()
  for (const state of states) {
    const parsed = AwarenessState.safeParse(state)
    if (!parsed.success || !parsed.data.user) continue
    const { user, mode = 'viewing' } = parsed.data
    const held = people.get(user.id)
    const strongest = held && STRENGTH[held.mode] >= STRENGTH[mode] ? held.mode : mode
    if (parsed.data.typing) typists.add(user.id)
    people.set(user.id, { id: user.id, name: user.name, color: colorIndex(user.color), mode: strongest })
  }
  return {
    viewers: [...people.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    typists: [...typists].sort(),
  }
}

/** `var(--p3)` → 3. */
function colorIndex(color: string): FeedPerson['color'] {
  const index = Number(/^var\(--p([1-8])\)$/.exec(color)?.[1] ?? 1)
  return index
}
