/** What differs between two texts: block by block, and word by word inside a block that changed. Pure; runs in a browser. */
import { diffWordsWithSpace } from 'diff'
import { alignBlocks, linesOf, MOST_DIFFERENCES } from './align.ts'
import type { JsonNode } from './document.ts'

export type WordPart = { readonly kind: 'same' | 'added' | 'removed'; readonly text: string }
export type Difference = {
  readonly kind: 'same' | 'added' | 'removed' | 'changed'
  /** Type of the block: `title`, `paragraph`, `heading` … */
  readonly block: string
  /** Its words, in order; in a `changed` block that has only `same` ones, marks or attributes differ. */
  readonly parts: readonly WordPart[]
}

/** In the order of the newer text; what is gone stands where it was. */
export function differencesOf(older: JsonNode, newer: JsonNode): readonly Difference[] {
  const [was, now] = [older.content ?? [], newer.content ?? []]
  const found: Difference[] = []
  let [at, to] = [0, 0]
  const unpaired = (wasEnd: number, nowEnd: number) => {
    for (; at < wasEnd; at++) found.push(...whole(was[at], 'removed'))
    for (; to < nowEnd; to++) found.push(...whole(now[to], 'added'))
  }
  for (const pair of alignBlocks(was, now)) {
    unpaired(pair.was, pair.now)
    const [one, other] = [was[at++], now[to++]]
    if (!one || !other) continue
    if (pair.same) found.push(...whole(other, 'same'))
    else found.push({ kind: 'changed', block: other.type, parts: wordDifferences(linesOf(one), linesOf(other)) })
  }
  unpaired(was.length, now.length)
  return found
}

/** Blocks that are not the same. */
export function countChanges(differences: readonly Difference[]): number {
  return differences.filter(({ kind }) => kind !== 'same').length
}

function whole(node: JsonNode | undefined, kind: WordPart['kind']): Difference[] {
  return node ? [{ kind, block: node.type, parts: [{ kind, text: linesOf(node) }] }] : []
}

/** Word by word. */
export function wordDifferences(was: string, now: string): readonly WordPart[] {
  const changes = diffWordsWithSpace(was, now, { maxEditLength: MOST_DIFFERENCES })
  if (!changes) {
    return [
      { kind: 'removed', text: was },
      { kind: 'added', text: now },
    ]
  }
  return changes.map(({ value, added, removed }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }))
}
