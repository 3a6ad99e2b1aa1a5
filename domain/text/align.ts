/**
 * Which blocks of one text are which of another: those that are the same first, then, among what is left between them,
 * those with most words in common. Pure; O(differences), and bounded where texts have nothing in common.
 */
import { diffArrays } from 'diff'
import type { JsonNode } from './document.ts'
import { canonicalJson } from './hash.ts'
import { imageWords } from './image-words.ts'

/** Places in both lists that belong together, in rising order. */
type Pair = { readonly was: number; readonly now: number; readonly same: boolean }

/** `rewritten`: they have nothing in common but their place. */
type Placed = Pair & { readonly rewritten: boolean }

/** Beyond so many differences two lists are not compared further. */
export const MOST_DIFFERENCES = 1_000
/** How many of the words must be the same for a block to be the other one, changed. */
const LEAST_ALIKE = 0.3
/** Blocks on both sides, multiplied: more are paired by their order. */
const MOST_COMPARED = 2_500

export function alignBlocks(was: readonly JsonNode[], now: readonly JsonNode[]): readonly Pair[] {
  const [before, after] = [was.map(canonicalJson), now.map(canonicalJson)]
  const least = Math.min(before.length, after.length)
  let start = 0
  while (start < least && before[start] === after[start]) start++
  let end = 0
  while (end < least - start && before.at(-1 - end) === after.at(-1 - end)) end++

  const pairs: Pair[] = []
  for (let index = 0; index < start; index++) pairs.push({ was: index, now: index, same: true })
  const between = { was: was.slice(start, was.length - end), now: now.slice(start, now.length - end) }
  const keys = { was: before.slice(start, was.length - end), now: after.slice(start, now.length - end) }
  for (const pair of alignMiddle(between, keys)) {
    pairs.push({ ...pair, was: start + pair.was, now: start + pair.now })
  }
  for (let left = end; left > 0; left--) {
    pairs.push({ was: was.length - left, now: now.length - left, same: true })
  }
  return pairs
}

/**
 * As alignBlocks, for changing one text into the other: between what belongs together, a block that has nothing in common
 * with its successor is rewritten where it has the same type, not replaced. What somebody writes into it meanwhile would go
 * with the block.
 */
export function placeBlocks(was: readonly JsonNode[], now: readonly JsonNode[]): readonly Placed[] {
  const placed: Placed[] = []
  let [at, to] = [0, 0]
  for (const pair of [...alignBlocks(was, now), { was: was.length, now: now.length, same: true }]) {
    while (at < pair.was && to < pair.now) {
      if (was[at]?.type === now[to]?.type) placed.push({ was: at++, now: to++, same: false, rewritten: true })
      else if (pair.was - at > pair.now - to) at++
      else to++
    }
    placed.push({ ...pair, rewritten: false })
    at = pair.was + 1
    to = pair.now + 1
  }
  return placed.slice(0, -1)
}

type Sides<T> = { readonly was: readonly T[]; readonly now: readonly T[] }

function alignMiddle({ was, now }: Sides<JsonNode>, keys: Sides<string>): readonly Pair[] {
  const changes = diffArrays([...keys.was], [...keys.now], { maxEditLength: MOST_DIFFERENCES }) ?? [
    { count: was.length, added: false, removed: true },
    { count: now.length, added: true, removed: false },
  ]
  const pairs: Pair[] = []
  let [at, to] = [0, 0]
  let [gone, come] = [0, 0]
  const pairChanged = () => {
    for (const pair of alignChanged(was.slice(at, at + gone), now.slice(to, to + come))) {
      pairs.push({ was: at + pair.was, now: to + pair.now, same: false })
    }
    at += gone
    to += come
    gone = 0
    come = 0
  }
  for (const { count, added, removed } of changes) {
    if (removed) gone += count
    else if (added) come += count
    else {
      pairChanged()
      for (let step = 0; step < count; step++) pairs.push({ was: at++, now: to++, same: true })
    }
  }
  pairChanged()
  return pairs
}

type Place = { readonly was: number; readonly now: number }

/** In order, so that the sum of what they have in common is greatest. */
function alignChanged(was: readonly JsonNode[], now: readonly JsonNode[]): readonly Place[] {
  if (was.length * now.length > MOST_COMPARED) {
    return was.flatMap(({ type }, index) => (type === now[index]?.type ? [{ was: index, now: index }] : []))
  }
  const [words, nextWords] = [was.map(wordsOf), now.map(wordsOf)]
  const isAlone = was.length === 1 && now.length === 1
  const likeness = (i: number, j: number) => {
    const [one, other, type] = [words[i], nextWords[j], was[i]?.type]
    if (!one || !other || type !== now[j]?.type) return 0
    const alike = likenessOf(one, other)
    // The title is always the title, and a block that is alone on both sides is the same one.
    return alike >= LEAST_ALIKE || isAlone || type === 'title' ? alike + 0.01 : 0
  }
  // best[i][j]: most that blocks from i and j on can have in common.
  const best = Array.from({ length: was.length + 1 }, () => new Array<number>(now.length + 1).fill(0))
  const at = (i: number, j: number) => best[i]?.[j] ?? 0
  for (let i = was.length - 1; i >= 0; i--) {
    const row = best[i]
    for (let j = now.length - 1; row && j >= 0; j--) {
      row[j] = Math.max(at(i + 1, j), at(i, j + 1), likeness(i, j) + at(i + 1, j + 1))
    }
  }
  const places: Place[] = []
  for (let i = 0, j = 0; i < was.length && j < now.length; ) {
    const alike = likeness(i, j)
    if (alike > 0 && at(i, j) === alike + at(i + 1, j + 1)) places.push({ was: i++, now: j++ })
    else if (at(i, j) === at(i + 1, j)) i++
    else j++
  }
  return places
}

/** The words of a node and all in it, one line a text block. */
export function linesOf(node: JsonNode): string {
  const { content = [] } = node
  if (node.type === 'image') return imageWords(node.attrs)
  return content.some(({ type }) => INLINE.has(type))
    ? content.map(inlineWords).join('')
    : content.map(linesOf).join('\n')
}

const INLINE: ReadonlySet<string> = new Set(['text', 'hardBreak', 'mention'])

function inlineWords({ type, text = '', attrs }: JsonNode): string {
  switch (type) {
    case 'hardBreak':
      return '\n'
    case 'mention':
      return `@${attrs?.label ?? ''}`
    default:
      return text
  }
}

function wordsOf(node: JsonNode): ReadonlySet<string> {
  return new Set(linesOf(node).split(/\s+/u).filter(Boolean))
}

function likenessOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const most = Math.max(one.size, other.size)
  return most === 0 ? 1 : [...one].filter(word => other.has(word)).length / most
}
