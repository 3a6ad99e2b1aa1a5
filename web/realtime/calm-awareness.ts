/**
 * Awareness that speaks at most ten times a second, and once for what was set in one go. The server closes tabs that
 * say more than LIMITS.awarenessPerSecond.
 */
import { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'

type State = Record<string, unknown> | null

const PAUSE_MS = 100

export class CalmAwareness extends Awareness {
  private waiting: { readonly state: State } | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private spokeAt = Number.NEGATIVE_INFINITY

  constructor(document: Y.Doc) {
    super(document)
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
    this.waiting = { state }
    if (planned) return
    this.timer = setTimeout(() => this.speak(), Math.max(0, this.spokeAt + PAUSE_MS - performance.now()))
  }

  /** Says the present state again: after a reconnect others have forgotten it. */
  repeat(): void {
    this.setLocalState(this.getLocalState())
  }

  private speak(): void {
    const said = this.waiting
    this.waiting = null
    this.spokeAt = performance.now()
    if (said) super.setLocalState(said.state)
  }
}
