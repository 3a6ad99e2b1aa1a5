/**
 * Where a place in a block that is gone is now: in the block whose words took over those of the old one, in the row that
 * removed it, at the same words; from there on, if that one went as well.
 */
import { diffChars } from 'diff'
import * as Y from 'yjs'
import { MOST_DIFFERENCES } from '../align.ts'
import { holds, holdsAny, type Ids } from './ids.ts'
import { everyBlock, idOf, isTextblock, itemsIn, type Past, type Step, stands } from './past.ts'
import { signsOf, type Unit, unitsOf } from './units.ts'

/** Between the units of a block: before the one of that number. */
export type Spot = { readonly block: Y.XmlElement; readonly gap: number }

/** How much of the words must have been taken over. */
const LEAST_ALIKE = 0.5
/** Blocks that took each other's place, one after the other. */
const MOST_STEPS = 1_000

/**
 * @param spot in a block that `followed` stands for
 * @param moving what is to be put there: it has no say in where that is
 * @param writtenAgain what was brought back of the words that a row had swept away
 */
export function spotIn(
  past: Past,
  followed: Followed,
  { block, gap }: Spot,
  moving: readonly Unit[],
  writtenAgain: (seq: number) => Ids,
): Spot {
  if (followed.block === block) return { block, gap }
  const units = unitsOf(block)
  const there = unitsOf(followed.block)
  const partners = new Map([...followed.partners].map(([name, partner]) => [name, nameOf(partner)]))
  const placeOf = new Map(there.map((unit, at) => [nameOf(unit), at]))
  const known = (unit: Unit) => placeOf.get(partners.get(nameOf(unit)) ?? '')
  if (partners.size > 0) {
    const beside = besideNeighbour(units, gap, known) ?? there.length
    const old = new Set(units.map(known))
    const strangers = new Set(there.filter((_, at) => !old.has(at)))
    return { block: followed.block, gap: behindEarlier(past, there, beside, strangers, moving, writtenAgain) }
  }
  const removal = past.removalOf(idOf(block))
  const moved = new Set(moving.map(nameOf))
  const counts = (unit: Unit) =>
    !moved.has(nameOf(unit)) && ((removal && holds(removal.removed, unit.id)) || past.wasSwept(unit.id))
  const [earlier, later] = [units.slice(0, gap).filter(counts), units.slice(gap).filter(counts)]
  const left = [...earlier, ...later]
  const alike = partnersByWords(left, there)
  // Letters that two texts happen to have in common say nothing of a place.
  const isAlike = alike.size >= left.length * LEAST_ALIKE
  const found = isAlike ? besideNeighbour(units, gap, unit => alike.get(unit)) : undefined
  if (found === undefined) return { block: followed.block, gap: there.length }
  const [before, after] = [earlier.at(-1), later[0]].map(unit => unit && alike.get(unit))
  const isBetween = before !== undefined && after !== undefined && !there.slice(before + 1, after).some(isLiving)
  return { block: followed.block, gap: isBetween ? found : behindWord(there, found) }
}

/** From a place inside a word, the one behind it. */
function behindWord(there: readonly Unit[], gap: number): number {
  let isInside = isOfWord(there.slice(0, gap).findLast(isLiving))
  for (let at = gap; at < there.length; at++) {
    const unit = there[at]
    if (!unit?.isThere) continue
    isInside &&= isOfWord(unit)
    if (!isInside) return at
  }
  return there.length
}

function isLiving({ isThere }: Unit): boolean {
  return isThere
}

function isOfWord(unit: Unit | undefined): boolean {
  return unit !== undefined && unit.words.trim() !== ''
}

/**
 * Who types on while another changes the block twice has letters in both that are gone: those that were brought back
 * before stand first, as they were typed first.
 *
 * @param strangers letters that did not stand in the block that is gone
 */
function behindEarlier(
  past: Past,
  there: readonly Unit[],
  gap: number,
  strangers: ReadonlySet<Unit>,
  [first]: readonly Unit[],
  writtenAgain: (seq: number) => Ids,
): number {
  if (!first) return gap
  const own = originOf(past, first.id, writtenAgain)
  let behind = gap
  for (let at = gap; at < there.length; at++) {
    const unit = there[at]
    if (!unit || !strangers.has(unit)) break
    const { client, clock } = originOf(past, unit.id, writtenAgain)
    if (client === own.client && clock < own.clock) behind = at + 1
    else if (unit.isThere) break
  }
  return behind
}

/** Where words came from that were brought back, maybe more than once: the first of those that the row swept away. */
function originOf(past: Past, id: Y.ID, writtenAgain: (seq: number) => Ids): Y.ID {
  for (let origin = id, steps = 0; ; steps++) {
    const { client, clock } = origin
    const answered = past.sweeping.find(({ seq }) => holds(writtenAgain(seq), origin))
    const [swept] = answered && steps < MOST_STEPS ? answered.swept : []
    const start = swept?.[1][0]
    if (!swept || !start) return { client, clock }
    origin = Y.createID(swept[0], start.clock)
  }
}

/** The block that stands for this one now, and which of its letters for which: as far as that is certain. */
type Followed = { readonly block: Y.XmlElement; readonly partners: ReadonlyMap<string, Unit> }

/**
 * @param writtenAgain what was brought back of the words that a row had swept away
 * @returns null where nothing took its place
 */
export function follow(past: Past, block: Y.XmlElement, writtenAgain: (seq: number) => Ids): Followed | null {
  let at = block
  let partners = new Map(unitsOf(block).map(unit => [nameOf(unit), unit]))
  for (let steps = 0; !stands(at); steps++) {
    const removal = past.removalOf(idOf(at))
    const next = removal && steps < MOST_STEPS ? successorOf(past, at, removal, writtenAgain) : null
    if (!removal || !next) return null
    const hop = new Map([...lettersRewritten(at, removal, next), ...lettersBroughtBack(past, at, next, writtenAgain)])
    partners = new Map([
      ...[...partners].flatMap(([name, unit]) => {
        const partner = hop.get(nameOf(unit))
        return partner ? [[name, partner] as const] : []
      }),
      ...lettersBroughtBack(past, block, next, writtenAgain),
    ])
    at = next
  }
  return { block: at, partners }
}

/** What had been swept out of a block and came back in another. */
function lettersBroughtBack(
  past: Past,
  block: Y.XmlElement,
  successor: Y.XmlElement,
  writtenAgain: (seq: number) => Ids,
): ReadonlyMap<string, Unit> {
  const [units, there] = [unitsOf(block), unitsOf(successor)]
  const found = new Map<string, Unit>()
  for (const { swept, seq } of past.sweeping) {
    const gone = units.filter(({ id }) => holds(swept, id))
    const again = gone.length > 0 ? there.filter(({ id }) => holds(writtenAgain(seq), id)) : []
    if (signsOf(gone) !== signsOf(again)) continue
    for (const [index, unit] of gone.entries()) {
      const partner = again[index]
      if (partner) found.set(nameOf(unit), partner)
    }
  }
  return found
}

/** Which letter of the successor the row wrote for which of the block that it removed: where all stand in one piece. */
function lettersRewritten(block: Y.XmlElement, removal: Step, successor: Y.XmlElement): ReadonlyMap<string, Unit> {
  const units = unitsOf(block)
  const brought = unitsOf(successor).filter(({ id }) => holds(removal.added, id))
  const words = signsOf(brought)
  // What its author had before them, with what others had taken out by then; or what was there when it went.
  const named = units.filter(({ id }) => holds(removal.named, id))
  const removed = named.filter(({ id }) => holds(removal.removed, id))
  for (const seen of [named, removed]) {
    const at = words.indexOf(signsOf(seen))
    if (seen.length === 0 || at < 0 || at !== words.lastIndexOf(signsOf(seen))) continue
    return new Map(
      seen.flatMap((unit, index) => {
        const partner = brought[at + index]
        return partner ? [[nameOf(unit), partner] as const] : []
      }),
    )
  }
  return new Map()
}

export function nameOf({ id }: Unit): string {
  return `${id.client}:${id.clock}`
}

function successorOf(
  past: Past,
  block: Y.XmlElement,
  removal: Step,
  writtenAgain: (seq: number) => Ids,
): Y.XmlElement | null {
  const tookOver = whoTookOver(past, block, removal)
  if (tookOver) return tookOver
  const units = unitsOf(block)
  const again = past.sweeping.filter(
    ({ swept }) => holds(swept, idOf(block)) || units.some(({ id }) => holds(swept, id)),
  )
  const brought = byNearness(past, block).filter(other => again.some(({ seq }) => hasAny(other, writtenAgain(seq))))
  return brought.find(stands) ?? brought[0] ?? null
}

/** The block into which the row that removed this one wrote its words anew. */
function whoTookOver(past: Past, block: Y.XmlElement, removal: Step): Y.XmlElement | null {
  if (holds(removal.swept, idOf(block))) return null
  const seen = unitsOf(block).filter(({ id }) => holds(removal.removed, id) && !holds(removal.swept, id))
  const candidates = byNearness(past, block).filter(other => !holds(removal.removed, idOf(other)))
  return mostAlike(signsOf(seen), candidates, removal.added)
}

function byNearness(past: Past, block: Y.XmlElement): readonly Y.XmlElement[] {
  const all = [...everyBlock(past.body)]
  const place = all.indexOf(block)
  return all
    .map((other, at) => ({ other, far: Math.abs(at - place) }))
    .filter(({ other }) => other !== block && isTextblock(other))
    .toSorted((one, other) => one.far - other.far)
    .map(({ other }) => other)
}

/** Of blocks that hold something the row brought, the one with most of the words; for no words a block that came empty. */
function mostAlike(words: string, candidates: readonly Y.XmlElement[], added: Ids): Y.XmlElement | null {
  let best: Y.XmlElement | null = null
  let bestScore = 0
  for (const candidate of candidates) {
    if (!hasAny(candidate, added)) continue
    const brought = signsOf(unitsOf(candidate).filter(({ id }) => holds(added, id)))
    if (words === '') {
      if (brought === '' && holds(added, idOf(candidate))) return candidate
      continue
    }
    const score = brought.includes(words) ? 1 : commonLetters(words, brought) / words.length
    if (score > bestScore) [best, bestScore] = [candidate, score]
  }
  return bestScore >= LEAST_ALIKE ? best : null
}

function hasAny(block: Y.XmlElement, ids: Ids): boolean {
  if (ids.size === 0) return false
  if (holds(ids, idOf(block))) return true
  for (const { id, length, content } of itemsIn(block)) {
    if (holdsAny(ids, id, length)) return true
    if (!(content instanceof Y.ContentType && content.type instanceof Y.XmlText)) continue
    for (const letters of itemsIn(content.type)) if (holdsAny(ids, letters.id, letters.length)) return true
  }
  return false
}

function commonLetters(one: string, other: string): number {
  const parts = diffChars(one, other, { maxEditLength: MOST_DIFFERENCES }) ?? []
  return parts.reduce((sum, { added, removed, value }) => (added || removed ? sum : sum + value.length), 0)
}

/** The gap between the same neighbours: after the one on the left, else before the one on the right, else the nearest. */
function besideNeighbour(
  units: readonly Unit[],
  gap: number,
  placeOf: (unit: Unit) => number | undefined,
): number | undefined {
  const before = units.slice(0, gap).flatMap(unit => placeOf(unit) ?? [])
  const after = units.slice(gap).flatMap(unit => placeOf(unit) ?? [])
  const [left, right] = [before.at(-1), after[0]]
  return left === undefined ? right : left + 1
}

/** Which letters stand for which of others, told by the words alone. */
function partnersByWords(units: readonly Unit[], others: readonly Unit[]): ReadonlyMap<Unit, number> {
  const living = others.flatMap((unit, at) => (unit.isThere ? [{ unit, at }] : []))
  const words = signsOf(living.map(({ unit }) => unit))
  const partners = new Map<Unit, number>()
  let [at, to] = [0, 0]
  for (const { added, removed, value } of diffChars(signsOf(units), words, { maxEditLength: MOST_DIFFERENCES }) ?? []) {
    if (removed) at += value.length
    else if (added) to += value.length
    else {
      for (let index = 0; index < value.length; index++) {
        const [unit, place] = [units[at++], living[to++]?.at]
        if (unit && place !== undefined) partners.set(unit, place)
      }
    }
  }
  return partners
}
