/** A post's history to walk through: its text at any row of the log, and who had written what by then. Runs in a browser. */
import * as Y from 'yjs'
import { createAuthorship, type Edit, type WrittenBlock, writtenBlocks } from './authorship.ts'
import { type JsonNode, jsonOf } from './document.ts'

export type Replay = {
  /** Oldest first. */
  readonly edits: readonly Edit[]
  /** Rows that follow; those that are known are passed over. */
  readonly add: (edits: readonly Edit[]) => void
  /** The text as the rows up to this one add up to. */
  readonly textAt: (seq: number) => JsonNode
  readonly writtenAt: (seq: number) => readonly WrittenBlock[]
}

/** Going back begins at the state before: so many rows at most are applied again. */
const ROWS_BETWEEN_STATES = 500

export function createReplay(): Replay {
  const edits: Edit[] = []
  const authorship = createAuthorship()
  /** States of the past, each with how many rows are in it. */
  const states: { readonly rows: number; readonly state: Uint8Array }[] = []
  let doc = new Y.Doc()
  let applied = 0

  const goTo = (seq: number): Y.Doc => {
    const wanted = rowsThrough(edits, seq)
    if (wanted < applied) {
      const nearest = states.findLast(({ rows }) => rows <= wanted)
      doc.destroy()
      doc = new Y.Doc()
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
    edits,
    add(more) {
      for (const edit of more) {
        if (edit.seq <= (edits.at(-1)?.seq ?? 0)) continue
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
