/**
 * Awareness that speaks at most ten times a second, once for what was set in one go, and not for what is set again as it
 * was. The server closes tabs that say more than LIMITS.awarenessPerSecond. Who is gone is the server's word: by itself
 * it would forget people whose tabs sleep in the background.
 */
import { equalityDeep } from 'lib0/function'
import { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'

type State = Record<string, unknown> | null

const PAUSE_MS = 100
/** Other editors forget whom they have not heard of for 30 s. */
const SAY_AGAIN_MS = 15_000

export class CalmAwareness extends Awareness {
  private waiting: { readonly state: State } | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private spokeAt = Number.NEGATIVE_INFINITY

  constructor(document: Y.Doc) {
    super(document)
    clearInterval(this._checkInterval)
    this._checkInterval = setInterval(() => this.sayAgain(), SAY_AGAIN_MS)
    document.on('destroy', () => clearTimeout(this.timer))
  }

  override getLocalState(): Record<string, unknown> | null {
    return this.waiting ? this.waiting.state : super.getLocalState()
  }

  override setLocalState(state: State): void {
    // Called by the base constructor before the fields of this class exist; leaving is said at once.
    if (state === null || this.spokeAt === undefined) {
      clearTimeout(this.timer)
      this.waiting = null
      super.setLocalState(state)
      return
    }
    const planned = this.waiting !== null
    if (!planned && equalityDeep(state, super.getLocalState())) return
    this.waiting = { state }
    if (planned) return
    this.timer = setTimeout(() => this.speak(), Math.max(0, this.spokeAt + PAUSE_MS - performance.now()))
  }

  /** Says the present state again: after a reconnect others have forgotten it. */
  repeat(): void {
    const state = this.getLocalState()
    if (state === null) return
    this.waiting = null
    clearTimeout(this.timer)
    this.spokeAt = performance.now()
    super.setLocalState(state)
  }

  private sayAgain(): void {
    if (this.waiting === null && super.getLocalState() !== null) super.setLocalState(super.getLocalState())
  }

  private speak(): void {
    const said = this.waiting
    this.waiting = null
    this.spokeAt = performance.now()
    if (said) super.setLocalState(said.state)
  }
}
