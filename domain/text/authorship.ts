/** Who wrote each letter of a post, by the rows of its log. Pure; runs in a browser. */
import * as Y from 'yjs'
import { BODY, editorSchema } from './schema.ts'
import { toStorableText } from './storable-text.ts'

/** A row of the log, as a history tells it. */
export type Edit = {
  readonly seq: number
  /** Id of its author; `system` for what the server wrote by itself. */
  readonly by: string
  /** ISO 8601, by the database's clock. */
  readonly at: string
  /** Yjs update v1. */
  readonly update: Uint8Array
}

export type Origin = Pick<Edit, 'seq' | 'by' | 'at'>

type Range = { readonly start: number; readonly end: number; readonly origin: Origin }

/** Letters of one client that one person brought in one go: where they begin and end, and the row. */
export type Known = Origin & { readonly client: number; readonly start: number; readonly end: number }

export type Authorship = {
  /** Rows in the order of the log: of two that carry the same letters the first one brought them. */
  readonly learn: (edit: Edit) => void
  /** Pieces of `length` letters that begin at `clock`, in order; `origin` is null for what no row is known of. */
  readonly origins: (client: number, clock: number, length: number) => readonly Piece[]
  /**
   * All that is known, to go on from elsewhere. What one person wrote side by side in rows one after another, within a
   * sitting, is one piece there, with the last of them: many times less than the rows that said it.
   */
  readonly known: () => readonly Known[]
}

type Piece = { readonly length: number; readonly origin: Origin | null }

/** @param known of rows before the first that is learned */
export function createAuthorship(known: readonly Known[] = []): Authorship {
  const rangesByClient = new Map<number, Range[]>()
  for (const { client, start, end, ...origin } of known) {
    const ranges = rangesByClient.get(client) ?? []
    ranges.push({ start, end, origin })
    rangesByClient.set(client, ranges)
  }
  return {
    learn({ update, seq, by, at }) {
      const origin = { seq, by, at }
      for (const struct of Y.decodeUpdate(update).structs) {
        // A hole between what an update holds: others wrote that.
        if (struct instanceof Y.Skip) continue
        const { id, length } = struct
        const ranges = rangesByClient.get(id.client) ?? []
        const start = Math.max(id.clock, ranges.at(-1)?.end ?? 0)
        const end = id.clock + length
        if (end <= start) continue
        ranges.push({ start, end, origin })
        rangesByClient.set(id.client, ranges)
      }
    },
    origins(client, clock, length) {
      const ranges = rangesByClient.get(client) ?? []
      const pieces: Piece[] = []
      let [at, index] = [clock, firstThatEndsAfter(ranges, clock)]
      while (at < clock + length) {
        const range = ranges[index]
        const known = range !== undefined && range.start <= at
        const until = Math.min(clock + length, (known ? range.end : range?.start) ?? Number.POSITIVE_INFINITY)
        pieces.push({ length: until - at, origin: known ? range.origin : null })
        at = until
        if (known) index += 1
      }
      return pieces
    },
    known: () =>
      [...rangesByClient].flatMap(([client, ranges]) =>
        sittingsOf(ranges).map(({ start, end, origin }) => ({ client, start, end, ...origin })),
      ),
  }
}

function sittingsOf(ranges: readonly Range[]): readonly Range[] {
  const found: Range[] = []
  /** When the first of the last piece came. */
  let sinceMs = 0
  for (const range of ranges) {
    const last = found.at(-1)
    const { by, at } = range.origin
    const atMs = Date.parse(at)
    const isNext = last?.end === range.start && last.origin.by === by && last.origin.seq + 1 === range.origin.seq
    if (last && isNext && atMs - sinceMs <= SITTING_MS) {
      found[found.length - 1] = { ...range, start: last.start }
    } else {
      found.push(range)
      sinceMs = atMs
    }
  }
  return found
}

function firstThatEndsAfter(ranges: readonly Range[], clock: number): number {
  let [low, high] = [0, ranges.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ranges[middle]?.end ?? 0) > clock) high = middle
    else low = middle + 1
  }
  return low
}

/** Letters side by side that one person wrote in one sitting; all null where no row is known of them. */
export type Run = {
  readonly text: string
  readonly by: string | null
  /** When the newest of them came, and with which row. */
  readonly at: string | null
  readonly seq: number | null
}

export type WrittenBlock = {
  /** Type of the block that holds the text: `title`, `paragraph`, `heading` …; or of what holds none, as `image`. */
  readonly block: string
  /** What it stands in, from outside: `bulletList`, `listItem` … */
  readonly inside: readonly string[]
  readonly runs: readonly Run[]
}

/** Whoever writes on after a longer rest begins a new sitting. */
export const SITTING_MS = 5 * 60_000

/** The text as an editor shows it, each piece with who wrote it. */
export function writtenBlocks(doc: Y.Doc, authorship: Authorship): readonly WrittenBlock[] {
  const found: WrittenBlock[] = []
  const visit = (type: unknown, inside: readonly string[]) => {
    if (!(type instanceof Y.XmlElement)) return
    const nodeType = editorSchema.nodes[type.nodeName]
    if (!nodeType) return
    if (nodeType.isTextblock || nodeType.isLeaf) {
      found.push({ block: type.nodeName, inside, runs: joined(runsIn(type, authorship)) })
    } else for (const child of type.toArray()) visit(child, [...inside, type.nodeName])
  }
  for (const child of doc.getXmlFragment(BODY).toArray()) visit(child, [])
  return found
}

function runsIn(block: Y.XmlElement, authorship: Authorship): Run[] {
  const children = block.toArray()
  if (children.length === 0) return runsOfElement(block, '', authorship)
  return children.flatMap(child => {
    if (child instanceof Y.XmlText) return runsOfText(child, authorship)
    if (!(child instanceof Y.XmlElement)) return []
    return runsOfElement(child, wordsOf(child), authorship)
  })
}

function wordsOf(inline: Y.XmlElement): string {
  switch (inline.nodeName) {
    case 'mention':
      return `@${inline.getAttribute('label') ?? ''}`
    case 'hardBreak':
      return '\n'
    default:
      return ''
  }
}

function runsOfElement({ _item: item }: Y.XmlElement, text: string, authorship: Authorship): Run[] {
  const [piece] = item ? authorship.origins(item.id.client, item.id.clock, 1) : []
  return [runOf(text, piece?.origin ?? null)]
}

function runsOfText(text: Y.XmlText, authorship: Authorship): Run[] {
  const runs: Run[] = []
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue
    let from = 0
    for (const { length, origin } of authorship.origins(item.id.client, item.id.clock, item.length)) {
      runs.push(runOf(item.content.str.slice(from, from + length), origin))
      from += length
    }
  }
  return runs
}

function runOf(text: string, origin: Origin | null): Run {
  return { text, by: origin?.by ?? null, at: origin?.at ?? null, seq: origin?.seq ?? null }
}

function joined(runs: readonly Run[]): readonly Run[] {
  const found: Run[] = []
  for (const run of runs) {
    const last = found.at(-1)
    if (!last || !isOneSitting(last, run)) {
      found.push(run)
      continue
    }
    const newer = (run.seq ?? 0) > (last.seq ?? 0) ? run : last
    found[found.length - 1] = { ...newer, text: last.text + run.text }
  }
  return found.map(run => ({ ...run, text: toStorableText(run.text) }))
}

function isOneSitting(one: Run, other: Run): boolean {
  if (one.by !== other.by) return false
  if (one.at === null || other.at === null) return one.at === other.at
  return Math.abs(Date.parse(one.at) - Date.parse(other.at)) <= SITTING_MS
}
