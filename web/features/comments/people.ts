/** Everybody who may be mentioned in a workspace: asked for when first needed, and again after a while. */
import { listPeople, type Mentionable } from './api.ts'

const FRESH_MS = 60_000
const known = new Map<string, { readonly atMs: number; readonly people: Promise<readonly Mentionable[]> }>()

/** Resolves with nobody while the server does not answer; the next one who asks tries again. */
export function peopleOf(workspaceId: string): Promise<readonly Mentionable[]> {
  const before = known.get(workspaceId)
  if (before && performance.now() - before.atMs < FRESH_MS) return before.people
  const people = listPeople(workspaceId).catch((): readonly Mentionable[] => {
    known.delete(workspaceId)
    return []
  })
  known.set(workspaceId, { atMs: performance.now(), people })
  return people
}
