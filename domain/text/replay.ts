/** A post's history to walk through: its text at any row of the log, and who had written what by then. Runs in a browser. */
import * as Y from 'yjs'
import { asWritten } from './as-written.ts'
import { createAuthorship, type Edit, type Known, type WrittenBlock, writtenBlocks } from './authorship.ts'
import { type JsonNode, jsonOf } from './document.ts'

/** Where a history is entered in its middle: the text with a row, and whose its letters are. */
export type Beginning = {
  readonly seq: number
  /** ISO 8601. */
  readonly at: string
  /** Yjs update v1. */
  readonly state: Uint8Array
  readonly known: readonly Known[]
}

export type Replay = {
  /** Null: the first row. */
  readonly beginning: Beginning | null
  /** Oldest first. */
  readonly edits: readonly Edit[]
  /** Rows that follow; those that are known are passed over. */
  readonly add: (edits: readonly Edit[]) => void
  /** The text as the rows up to this one add up to; of rows before the beginning, as it began. */
  readonly textAt: (seq: number) => JsonNode
  readonly writtenAt: (seq: number) => readonly WrittenBlock[]
}

/** Going back begins at the state before: so many rows at most are applied again. */
const ROWS_BETWEEN_STATES = 500

/** @param beginning rows that are added follow it */
export function createReplay(beginning: Beginning | null = null): Replay {
  const edits: Edit[] = []
  const authorship = createAuthorship(beginning?.known)
  /** States of the past, each with how many rows after the beginning are in it. */
  const states: { readonly rows: number; readonly state: Uint8Array }[] = []
  if (beginning) states.push({ rows: 0, state: beginning.state })
  let doc = asWritten(new Y.Doc())
  if (beginning) Y.applyUpdate(doc, beginning.state)
  let applied = 0

  const goTo = (seq: number): Y.Doc => {
    const wanted = rowsThrough(edits, seq)
    if (wanted < applied) {
      const nearest = states.findLast(({ rows }) => rows <= wanted)
      doc.destroy()
      doc = asWritten(new Y.Doc())
      if (nearest) Y.applyUpdate(doc, nearest.state)
      applied = nearest?.rows ?? 0
    }
    for (; applied < wanted; applied++) {
      const edit = edits[applied]
      if (edit) Y.applyUpdate(doc, edit.update)
      const rows = applied + 1
      if (rows % ROWS_BETWEEN_STATES === 0 && rows > (states.at(-1)?.rows ?? 0)) {
        states.push({ rows, state: Y.encodeStateAsUpdate(doc) })
      }
    }
    return doc
  }

  return {
    beginning,
    edits,
    add(more) {
      for (const edit of more) {
        if (edit.seq <= (edits.at(-1)?.seq ?? beginning?.seq ?? 0)) continue
        edits.push(edit)
        authorship.learn(edit)
      }
    },
    textAt: seq => jsonOf(goTo(seq)),
    writtenAt: seq => writtenBlocks(goTo(seq), authorship),
  }
}

/** How many of them are not after `seq`: rows that were set aside leave gaps. */
function rowsThrough(edits: readonly Edit[], seq: number): number {
  let [low, high] = [0, edits.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((edits[middle]?.seq ?? 0) > seq) high = middle
    else low = middle + 1
  }
  return low
}
