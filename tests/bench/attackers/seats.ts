/** Sockets of an attacker, opened again when the server has closed them, and documents asked for again. */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { KIND, PERMISSION_DENIED } from '#collab/transport/frame.ts'
import { frameOf } from '#tests/support/raw-socket.ts'
import { openWire } from '../wire/wire.ts'
import { createAllowance } from './attack.ts'

/** New sockets a second: what one address asks for when it comes from behind a home router. */
const SOCKETS_PER_SECOND = 50

export type Seat = {
  readonly send: (bytes: Uint8Array | string) => void
  /** Asks for the document, unless it is open or asked for; what is sent next waits for it. */
  readonly ask: (room: string, ticket: string) => void
  /** Hangs up; the next use opens another socket. */
  readonly leave: () => void
}
export type Seats = { readonly at: (index: number) => Seat | null; readonly end: () => void }

/** @returns seats, null while one is being opened or may not be opened again yet */
export function takeSeats(url: string, count: number): Seats {
  const mayOpen = createAllowance(SOCKETS_PER_SECOND)
  const seats: (OpenSeat | undefined)[] = []
  return {
    at(index) {
      const seat = seats[index % count]
      if (seat?.state === 'open') return seat
      if (seat?.state !== 'opening' && mayOpen()) seats[index % count] = openSeat(url)
      return null
    },
    end() {
      for (const seat of seats) seat?.leave()
    },
  }
}

type OpenSeat = Seat & { state: 'opening' | 'open' | 'closed' }

function openSeat(url: string): OpenSeat {
  const asked = new Set<string>()
  const wire = openWire(url, {
    open() {
      seat.state = 'open'
    },
    message(data, isText) {
      if (isText || data.byteLength < 2) return
      const decoder = decoding.createDecoder(data)
      const room = decoding.readVarString(decoder)
      const kind = decoding.readVarUint(decoder)
      if (kind === KIND.close || (kind === KIND.auth && decoding.readVarUint(decoder) === PERMISSION_DENIED))
        asked.delete(room)
    },
    close() {
      seat.state = 'closed'
    },
  })
  const seat: OpenSeat = {
    state: 'opening',
    send: wire.send,
    ask(room, ticket) {
      if (asked.has(room)) return
      asked.add(room)
      wire.send(authFrame(room, ticket))
    },
    leave() {
      seat.state = 'closed'
      wire.destroy()
    },
  }
  return seat
}

export function authFrame(room: string, ticket: string): Uint8Array {
  return frameOf(room, KIND.auth, encoder => {
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarString(encoder, ticket)
  })
}

export function presenceFrame(room: string, states: Uint8Array): Uint8Array {
  return frameOf(room, KIND.awareness, encoder => encoding.writeVarUint8Array(encoder, states))
}
