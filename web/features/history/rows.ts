/** What the list of moments shows, and in which words. Pure. */
import type { WrittenBlock } from '#domain/text/authorship.ts'
import { type Difference, differencesOf } from '#domain/text/difference.ts'
import type { JsonNode } from '#domain/text/document.ts'
import type { Moment } from '#domain/text/moments.ts'
import type { Replay } from '#domain/text/replay.ts'
import type { FrozenMark, NamedMoment } from './api.ts'

/** How much a moment changed, against the one before it. */
export type Amount = {
  readonly addedWords: number
  readonly removedWords: number
  readonly addedBlocks: number
  readonly removedBlocks: number
}

export function amountOf(differences: readonly Difference[]): Amount {
  let [addedWords, removedWords, addedBlocks, removedBlocks] = [0, 0, 0, 0]
  for (const { kind, parts } of differences) {
    if (kind === 'added') addedBlocks += 1
    if (kind === 'removed') removedBlocks += 1
    for (const part of parts) {
      if (part.kind === 'added') addedWords += wordsIn(part.text)
      if (part.kind === 'removed') removedWords += wordsIn(part.text)
    }
  }
  return { addedWords, removedWords, addedBlocks, removedBlocks }
}

export function amountBetween(older: JsonNode, newer: JsonNode): Amount {
  return amountOf(differencesOf(older, newer))
}

function wordsIn(text: string): number {
  return text.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)?.length ?? 0
}

/** One line of what happened; null while it is not known. */
export function amountWords(amount: Amount | null, isFirst: boolean): string | null {
  if (isFirst) return 'first words'
  if (amount === null) return null
  const { addedWords, removedWords, addedBlocks, removedBlocks } = amount
  if (addedBlocks > removedBlocks) return `added ${counted(addedBlocks - removedBlocks, 'paragraph')}`
  if (removedBlocks > addedBlocks) return `removed ${counted(removedBlocks - addedBlocks, 'paragraph')}`
  if (addedWords > 0 && removedWords > 0) return `changed ${counted(Math.max(addedWords, removedWords), 'word')}`
  if (addedWords > 0) return `added ${counted(addedWords, 'word')}`
  if (removedWords > 0) return `removed ${counted(removedWords, 'word')}`
  return 'changed its formatting, or nothing that shows'
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

export const MARK_WORDS: Record<FrozenMark['reason'], string> = {
  approve: 'Approved',
  schedule: 'Scheduled',
  publish: 'Published',
}

/** A few words more or less are folded away, unless something else happened there or it is an end of the list. */
const SMALL_WORDS = 2

function isSmall({ addedWords, removedWords, addedBlocks, removedBlocks }: Amount): boolean {
  return addedBlocks + removedBlocks === 0 && addedWords <= SMALL_WORDS && removedWords <= SMALL_WORDS
}

/** How much of a text is whose, most first; letters that nobody is known of are nobody's. */
export function sharesOf(
  blocks: readonly WrittenBlock[],
): readonly { readonly by: string; readonly percent: number }[] {
  const letters = new Map<string, number>()
  let all = 0
  for (const { by, text } of blocks.flatMap(({ runs }) => runs)) {
    all += text.length
    if (by !== null && text !== '') letters.set(by, (letters.get(by) ?? 0) + text.length)
  }
  return [...letters]
    .sort(([, one], [, other]) => other - one)
    .map(([by, count]) => ({ by, percent: Math.round((100 * count) / all) }))
}

/** How much was written along the way, in so many steps of equally many changes: 0 to 1. */
export function hillOf(sizes: readonly number[], steps: number): readonly number[] {
  if (sizes.length === 0) return []
  const count = Math.min(steps, sizes.length)
  const sums = Array.from({ length: count }, (_, step) => {
    const [from, to] = [step, step + 1].map(edge => Math.floor((edge * sizes.length) / count))
    return sizes.slice(from, to).reduce((sum, size) => sum + size, 0) / ((to ?? 0) - (from ?? 0))
  })
  // What a whole text weighs that came at once would flatten all else.
  const heights = sums.map(sum => Math.log1p(sum))
  const highest = Math.max(...heights)
  return heights.map(height => (highest === 0 ? 0 : height / highest))
}

export type MomentRow = {
  readonly moment: Moment
  readonly mark: FrozenMark | null
  /** What somebody called it. */
  readonly name: string | null
  readonly amount: Amount | null
  readonly isFirst: boolean
  /** The text as it is now. */
  readonly isNow: boolean
  /** An earlier text came back in it. */
  readonly isRestored: boolean
}

/** Which moments a list shows: `most` leaves small ones out. */
type Shown = 'most' | 'all' | 'named'

/** Newest first. */
export function rowsOf(
  {
    moments,
    marks,
    named,
    amounts,
    restoring,
    replay,
  }: {
    readonly moments: readonly Moment[]
    readonly marks: readonly FrozenMark[]
    readonly named: readonly NamedMoment[]
    readonly amounts: ReadonlyMap<number, Amount>
    readonly restoring: ReadonlySet<number>
    readonly replay: Pick<Replay, 'beginning'>
  },
  shown: Shown,
): readonly MomentRow[] {
  const markBySeq = new Map(marks.map(mark => [mark.seq, mark]))
  const nameBySeq = new Map(named.map(({ seq, name }) => [seq, name]))
  return moments
    .map(
      (moment, index): MomentRow => ({
        moment,
        mark: markBySeq.get(moment.seq) ?? null,
        name: nameBySeq.get(moment.seq) ?? null,
        amount: amounts.get(moment.seq) ?? null,
        isFirst: index === 0 && replay.beginning === null,
        isNow: index === moments.length - 1,
        isRestored: [...restoring].some(seq => seq >= moment.fromSeq && seq <= moment.seq),
      }),
    )
    .filter(row => (shown === 'named' ? row.name !== null : shown === 'all' || !isFoldedAway(row)))
    .toReversed()
}

function isFoldedAway({ amount, mark, name, isFirst, isNow, isRestored }: MomentRow): boolean {
  const isSpecial = isFirst || isNow || mark !== null || name !== null || isRestored
  return !isSpecial && amount !== null && isSmall(amount)
}
