/** The small part of a websocket that transport/socket.ts uses: what stands in for one need not be more. */
import type { RawData, WebSocket } from 'ws'

export type WireEvents = {
  readonly message: [data: RawData, isBinary: boolean]
  readonly error: [error: Error]
  readonly close: [code: number, reason: Buffer]
}

export type Wire = {
  readonly on: <Name extends keyof WireEvents>(name: Name, listener: (...args: WireEvents[Name]) => void) => unknown
  readonly send: (data: Uint8Array | string) => void
  /** Like `send`, of what nobody waits for: it may wait a moment for what else is said, never changing places with it. */
  readonly sendSoon: (data: Uint8Array) => void
  readonly close: (code?: number, reason?: string) => void
  readonly terminate: () => void
  readonly pause: () => void
  readonly resume: () => void
  readonly readyState: number
  readonly OPEN: number
  /** Bytes that the other side has not taken yet. */
  readonly bufferedAmount: number
}

/**
 * A websocket of which what is sent goes another way, and what is heard may.
 *
 * @param bufferedAmount where the bytes that wait are counted
 */
export function wireOver(
  ws: WebSocket,
  {
    send,
    sendSoon = send,
    on = (name, listener) => ws.on(name, listener),
    bufferedAmount = () => ws.bufferedAmount,
  }: WireParts,
): Wire {
  return {
    on,
    send,
    sendSoon,
    close: (code, reason) => ws.close(code, reason),
    terminate: () => ws.terminate(),
    pause: () => ws.pause(),
    resume: () => ws.resume(),
    get readyState() {
      return ws.readyState
    },
    OPEN: ws.OPEN,
    get bufferedAmount() {
      return bufferedAmount()
    },
  }
}

type WireParts = Pick<Wire, 'send'> & {
  readonly sendSoon?: Wire['sendSoon']
  readonly on?: Wire['on']
  readonly bufferedAmount?: () => number
}
