/** Whom a post may call: asked for when first needed, and again after a while. */
import { listMentionable, type Mentionable } from './api.ts'

const FRESH_MS = 60_000
const known = new Map<string, { readonly atMs: number; readonly people: Promise<readonly Mentionable[]> }>()

/** Resolves with nobody while the server does not answer; the next one who asks tries again. */
export function peopleOf(postId: string, workspaceId: string): Promise<readonly Mentionable[]> {
  const before = known.get(postId)
  if (before && performance.now() - before.atMs < FRESH_MS) return before.people
  const people = listMentionable(postId, workspaceId).catch((): readonly Mentionable[] => {
    forgetPeople(postId)
    return []
  })
  known.set(postId, { atMs: performance.now(), people })
  return people
}

/** Somebody has joined, or was let in: they are asked for anew. */
export function forgetPeople(postId: string): void {
  known.delete(postId)
}
