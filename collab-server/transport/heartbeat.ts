/**
 * Signs of life, both ways, over each socket. A tab that is looked at has to hear something more often than every five
 * seconds, and a socket on which nothing comes back is ended within ten.
 *
 *   nothing said to it for a round ─▶ pulse, when its tab wants one       (web/realtime/heartbeat.ts)
 *   nothing heard of it for nearly two rounds ─▶ ask along with what is said to it
 *   … for two rounds ─▶ ask ─▶ nothing for one more ─▶ end
 *
 * A server that speaks unasked hears half as much as one that answers, and what goes to many sockets in one turn costs
 * less for each: of hundreds of people who only look, this is nearly all there is to do.
 */
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'

/** Three of them pass at most before a dead socket is ended. A busy machine has more than a second for its delays. */
const ROUND_MS = 2_850
/** Each turn looks at the sockets that are due: hundreds at once would hold up everybody's keys. */
const TURNS_IN_ROUND = 15
const ASKED_AFTER_TURNS = 2 * TURNS_IN_ROUND
/** A write of its own costs as much as what else is said; much sooner, there would be more answers to read. */
const ASKED_ALONG_AFTER_TURNS = ASKED_AFTER_TURNS - 4
/** So much of a delay is made up for. A process that was stopped for longer has answers to read first. */
const MADE_UP_MS = 1_000
const PULSE_TEXT = '{"pong":0}'
/** Frames of RFC 6455 as they go over the wire: final, not masked. */
const PULSE = Buffer.concat([Buffer.from([0x81, PULSE_TEXT.length]), Buffer.from(PULSE_TEXT)])
const PING = Buffer.from([0x89, 0])
const PULSE_AND_PING = Buffer.concat([PULSE, PING])

/** What is known of one socket's life; told by whoever sends on it. */
export type Life = {
  /** Something goes out now. @returns what has to go along with it */
  readonly say: () => Buffer | null
  /** Whether its tab wants to hear something when nothing else is said. */
  readonly wantPulses: (wanted: boolean) => void
}

type Watched = {
  readonly ws: WebSocket
  readonly socket: Duplex
  /** All in turns of the clock. */
  saidAt: number
  heardAt: number
  askedAt: number | null
  wantsPulses: boolean
}

type Heartbeat = { readonly watch: (ws: WebSocket, socket: Duplex) => Life; readonly stop: () => void }

export function createHeartbeat(roundMs = ROUND_MS): Heartbeat {
  const due = Array.from({ length: TURNS_IN_ROUND }, () => new Set<Watched>())
  let turn = 0
  let next = 0
  let dueAt = performance.now()
  const turnMs = roundMs / TURNS_IN_ROUND
  let timer = setTimeout(takeTurn, turnMs)

  return {
    watch(ws, socket) {
      const one: Watched = { ws, socket, saidAt: turn, heardAt: turn, askedAt: null, wantsPulses: false }
      next += 1
      partOf(next).add(one)
      ws.on('pong', () => hear(one))
      ws.on('message', () => hear(one))
      ws.on('close', () => {
        for (const part of due) part.delete(one)
      })
      return {
        say() {
          one.saidAt = turn
          if (!isToBeAsked(one, ASKED_ALONG_AFTER_TURNS)) return null
          one.askedAt = turn
          return PING
        },
        wantPulses(wanted) {
          one.wantsPulses = wanted
        },
      }
    },
    stop: () => clearTimeout(timer),
  }

  function takeTurn(): void {
    turn += 1
    const now = partOf(turn)
    for (const one of [...now]) {
      if (!lives(one)) continue
      const at = partOf(nextLook(one))
      if (at === now) continue
      now.delete(one)
      at.add(one)
    }
    const nowMs = performance.now()
    dueAt = Math.max(dueAt + turnMs, nowMs - MADE_UP_MS)
    timer = setTimeout(takeTurn, Math.max(0, dueAt + turnMs - nowMs))
  }

  function partOf(at: number): Set<Watched> {
    return due[at % TURNS_IN_ROUND] ?? new Set()
  }

  function hear(one: Watched): void {
    one.heardAt = turn
    one.askedAt = null
  }

  /** Says and asks what is due; of who is not read nothing can be heard. @returns false when it was found dead */
  function lives(one: Watched): boolean {
    if (one.ws.isPaused) hear(one)
    if (one.askedAt !== null && turn - one.askedAt >= TURNS_IN_ROUND) {
      one.ws.terminate()
      return false
    }
    if (one.ws.readyState !== one.ws.OPEN) return true
    const speaks = one.wantsPulses && turn - one.saidAt >= TURNS_IN_ROUND
    const asks = isToBeAsked(one, speaks ? ASKED_ALONG_AFTER_TURNS : ASKED_AFTER_TURNS)
    if (asks) one.askedAt = turn
    if (speaks) one.saidAt = turn
    if (asks || speaks) one.socket.write(!asks ? PULSE : speaks ? PULSE_AND_PING : PING)
    return true
  }

  function isToBeAsked({ askedAt, heardAt }: Watched, afterTurns: number): boolean {
    return askedAt === null && turn - heardAt >= afterTurns
  }

  /** A round after the last word to it, or when it is to be asked or to be ended; within a round. */
  function nextLook({ saidAt, askedAt, heardAt, wantsPulses }: Watched): number {
    const due = askedAt === null ? heardAt + ASKED_AFTER_TURNS : askedAt + TURNS_IN_ROUND
    return Math.min(due, wantsPulses ? saidAt + TURNS_IN_ROUND : due, turn + TURNS_IN_ROUND)
  }
}
