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
  /** Whether the other side wants to hear something now and then, also when nothing is said. */
  readonly wantPulses: (wanted: boolean) => void
  readonly close: (code?: number, reason?: string) => void
  readonly terminate: () => void
  /** Nothing is read until `resume`: what the other side goes on saying waits in the network. */
  readonly pause: () => void
  readonly resume: () => void
  // No getters: of an object made for each socket they would give each a shape of its own, and every look at one of
  // hundreds would be a search.
  readonly isOpen: () => boolean
  /** Bytes that the other side has not taken yet. */
  readonly bufferedBytes: () => number
}

/**
 * A websocket of which what is sent goes another way, and what is heard may.
 *
 * @param bufferedBytes where the bytes that wait are counted
 */
export function wireOver(
  ws: WebSocket,
  {
    send,
    sendSoon = send,
    wantPulses = () => {},
    on = (name, listener) => ws.on(name, listener),
    close = (code, reason) => ws.close(code, reason),
    bufferedBytes = () => ws.bufferedAmount,
  }: WireParts,
): Wire {
  return {
    on,
    send,
    sendSoon,
    wantPulses,
    close,
    terminate: () => ws.terminate(),
    pause: () => ws.pause(),
    resume: () => ws.resume(),
    isOpen: () => ws.readyState === ws.OPEN,
    bufferedBytes,
  }
}

type WireParts = Pick<Wire, 'send'> & {
  readonly sendSoon?: Wire['sendSoon']
  readonly wantPulses?: Wire['wantPulses']
  readonly on?: Wire['on']
  readonly close?: Wire['close']
  readonly bufferedBytes?: Wire['bufferedBytes']
}
