/** One open answer: bytes go out as its reader takes them; one that does not read is let go of at a bounded backlog. */
import { LIMITS } from '#domain/contract/limits.ts'
import type { Principal } from '#domain/services/access.ts'

export type EventStream = {
  readonly body: ReadableStream<Uint8Array>
  readonly openedMs: number
  /** Whether it was opened by that session or API token. */
  readonly isOf: (sessionId: string) => boolean
  /** Sends the first frames; before them nothing is sent. */
  readonly begin: (frames: string) => void
  readonly send: (frames: string) => void
  readonly end: () => void
}

const encoder = new TextEncoder()

/** @param onEnd called once, however it ends */
export function createEventStream({ sessionId, tokenId }: Principal, onEnd: () => void): EventStream {
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null
  let hasBegun = false
  const body = new ReadableStream<Uint8Array>(
    {
      start: given => {
        controller = given
      },
      cancel: () => finish(false),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: LIMITS.socketBufferBytes }),
  )

  function finish(close: boolean): void {
    const open = controller
    if (!open) return
    controller = null
    if (close) open.close()
    onEnd()
  }

  function write(frames: string): void {
    if (!controller) return
    controller.enqueue(encoder.encode(frames))
    if ((controller.desiredSize ?? 0) <= 0) finish(true)
  }

  return {
    body,
    openedMs: performance.now(),
    isOf: id => id === sessionId || id === tokenId,
    begin: frames => {
      hasBegun = true
      write(frames)
    },
    send: frames => {
      if (hasBegun) write(frames)
    },
    end: () => finish(true),
  }
}
