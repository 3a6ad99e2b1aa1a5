/** The small part of a websocket that transport/socket.ts uses: what stands in for one need not be more. */
import type { RawData } from 'ws'

export type WireEvents = {
  readonly message: [data: RawData, isBinary: boolean]
  readonly error: [error: Error]
  readonly close: [code: number, reason: Buffer]
}

export type Wire = {
  readonly on: <Name extends keyof WireEvents>(name: Name, listener: (...args: WireEvents[Name]) => void) => unknown
  readonly send: (data: Uint8Array | string) => void
  readonly close: (code?: number, reason?: string) => void
  readonly terminate: () => void
  readonly pause: () => void
  readonly resume: () => void
  readonly readyState: number
  readonly OPEN: number
  /** Bytes that the other side has not taken yet. */
  readonly bufferedAmount: number
}
