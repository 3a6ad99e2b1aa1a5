import { WebSocket } from 'ws'

/**
 * For a tab in Node that may be left at any moment. Left while it connects, its websocket says so as an error when the
 * provider listens no more: unheard, it would end the process, or fail a run in which every test passed.
 */
export class HastySocket extends WebSocket {
  constructor(url: string) {
    super(url)
    this.on('error', () => undefined)
  }
}
