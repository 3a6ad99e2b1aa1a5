/**
 * How often what people say of themselves goes on to the others of a document. A change goes out at once when the person
 * has been quiet, else with what else they say until the pause is over. What is said again unchanged, as every editor does
 * to be remembered, is told together now and then, to those alone who forget: pages of ours do not. Nobody is forgotten
 * for their silence here: a tab whose timers sleep is still there, and a connection that is dead is found by its pings
 * (SPEC CN52). SPEC PR30–PR32.
 *
 * A change goes straight into the states and to everybody else, once for all that one turn of the event loop brings: with
 * a caret for each key, writing it out to read it again, and telling its own author, is half of what a caret costs.
 * Coming and going, which are rare, take the way of y-protocols.
 */
import { type Connection, type Document, OutgoingMessage } from '@hocuspocus/server'
import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import { type Awareness, applyAwarenessUpdate } from 'y-protocols/awareness'
import type { AwarenessState } from '#domain/contract/awareness.ts'
import type { UserId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { sameJson } from './feed/same-json.ts'

/** Other editors forget a person of whom they heard nothing for 30 s, and say themselves again every 15 s. */
const AGAIN_EVERY_MS = 10_000

/** What a tab says of its client id; a null state: it is gone. */
export type Said = { readonly client: number; readonly clock: number; readonly state: AwarenessState | null }

export type PresencePace = { readonly say: (userId: UserId, connection: Connection, said: Said) => void }

type Waiting = { readonly connection: Connection; readonly said: Said }

/** @param forgets whether the editor at that connection forgets whom it does not hear of */
export function createPresencePace(document: Document, forgets: (connection: Connection) => boolean): PresencePace {
  const { awareness } = document
  const waitingByUser = new Map<UserId, Map<number, Waiting>>()
  const toldAtByUser = new Map<UserId, number>()
  const timers = new Set<NodeJS.Timeout>()
  /** Clocks of those who said themselves again, by client id. */
  const again = new Map<number, number>()
  let tellingAgain: NodeJS.Timeout | undefined
  /** Who changed in this turn, and who said so. */
  const changed = new Map<number, Connection>()

  clearInterval(awareness._checkInterval)
  document.on('destroy', () => {
    clearTimeout(tellingAgain)
    for (const timer of timers) clearTimeout(timer)
  })

  function tell(userId: UserId): void {
    const waiting = [...(waitingByUser.get(userId)?.values() ?? [])]
    waitingByUser.delete(userId)
    toldAtByUser.set(userId, performance.now())
    for (const { connection, said } of waiting) if (document.hasConnection(connection)) apply(connection, said)
  }

  function apply(connection: Connection, said: Said): void {
    again.delete(said.client)
    if (changeState(awareness, said)) tellOthers(connection, said.client)
    else applyAwarenessUpdate(awareness, encode(said), { source: 'connection', connection })
  }

  function tellOthers(connection: Connection, client: number): void {
    if (changed.size === 0) setImmediate(flush)
    changed.set(client, connection)
  }

  function flush(): void {
    const clients = [...changed.keys()]
    const [author] = changed.values()
    const isByOne = changed.size === 1
    changed.clear()
    send(
      document.getConnections().filter(connection => !isByOne || connection !== author),
      clients,
    )
  }

  /** One frame for all who write the document's name alike. */
  function send(connections: readonly Connection[], clients: number[]): void {
    let frame: Uint8Array | undefined
    let address: string | undefined
    for (const connection of connections) {
      if (!frame || connection.messageAddress !== address) {
        address = connection.messageAddress
        frame = new OutgoingMessage(address).createAwarenessUpdateMessage(awareness, clients).toUint8Array()
      }
      connection.send(frame)
    }
  }

  function tellAgain(): void {
    tellingAgain = undefined
    const known = [...again].filter(([client]) => awareness.states.has(client))
    again.clear()
    if (known.length === 0) return
    const lastUpdated = Date.now()
    // The states stay as they are: nobody who watches them has anything to do.
    for (const [client, clock] of known) awareness.meta.set(client, { clock, lastUpdated })
    send(
      document.getConnections().filter(forgets),
      known.map(([client]) => client),
    )
  }

  return {
    say(userId, connection, said) {
      const waiting = waitingByUser.get(userId)
      if (said.state === null) {
        waiting?.delete(said.client)
        return apply(connection, said)
      }
      if (waiting) {
        waiting.set(said.client, { connection, said })
        return
      }
      if (sameJson(awareness.states.get(said.client), said.state)) {
        again.set(said.client, said.clock)
        tellingAgain ??= setTimeout(tellAgain, AGAIN_EVERY_MS)
        return
      }
      waitingByUser.set(userId, new Map([[said.client, { connection, said }]]))
      const sinceMs = performance.now() - (toldAtByUser.get(userId) ?? Number.NEGATIVE_INFINITY)
      if (sinceMs >= LIMITS.presencePauseMs) return tell(userId)
      const timer = setTimeout(() => {
        timers.delete(timer)
        tell(userId)
      }, LIMITS.presencePauseMs - sinceMs)
      timers.add(timer)
    },
  }
}

/**
 * What `applyAwarenessUpdate` does with somebody's next word, without the bytes; tells listeners for changes alone.
 *
 * @returns false for every other word, and then nothing was done
 */
export function changeState(awareness: Awareness, { client, clock, state }: Said): boolean {
  const { clock: before } = awareness.meta.get(client) ?? {}
  if (state === null || before === undefined || clock <= before || !awareness.states.has(client)) return false
  awareness.states.set(client, state)
  awareness.meta.set(client, { clock, lastUpdated: Date.now() })
  awareness.emit('change', [{ added: [], updated: [client], removed: [] }])
  return true
}

function encode({ client, clock, state }: Said): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, 1)
  writeVarUint(encoder, client)
  writeVarUint(encoder, clock)
  writeVarString(encoder, JSON.stringify(state))
  return toUint8Array(encoder)
}
