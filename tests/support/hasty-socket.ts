import { WebSocket } from 'ws'

/**
 * For a provider whose tab may be left at any moment. One that is left while it connects says so as an error, when the
 * provider listens no more: unheard, it would end the process, or fail a run in which every test passed.
 */
export class HastySocket extends WebSocket {
  constructor(url: string) {
    super(url)
    this.on('error', () => undefined)
  }
}
