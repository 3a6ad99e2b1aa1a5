/** The thread of compare-beside.ts. */
import { parentPort } from 'node:worker_threads'
import { foldUpdates, isSameContent } from './same-content.ts'

export type Comparison = {
  readonly id: number
  readonly one: readonly Uint8Array[]
  readonly other: readonly Uint8Array[]
}
/** A failure is what does not add up, in words. */
export type Verdict = { readonly id: number; readonly isSame: boolean; readonly failure: string | null }

parentPort?.on('message', ({ id, one, other }: Comparison) => parentPort?.postMessage(judge(id, one, other)))

function judge(id: number, one: readonly Uint8Array[], other: readonly Uint8Array[]): Verdict {
  try {
    return { id, isSame: isSameContent(foldUpdates(one), foldUpdates(other)), failure: null }
  } catch (error) {
    return { id, isSame: false, failure: error instanceof Error ? error.message : String(error) }
  }
}
