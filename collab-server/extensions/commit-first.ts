/**
 * Commit, then show. Hocuspocus awaits this before it applies and acknowledges an update:
 *
 *   update ─▶ vet ─▶ append ─▶ (commit) ─▶ apply here, in our own try ─▶ Hocuspocus: broadcast, ack "Saved"
 *              │        └ storage trouble: note to the room, again with back-off until it works or the tab is gone
 *              ├ empty ─▶ ack, no row
 *              ├ behind ─▶ read the log; still behind: not taken, ask the tab for all it has
 *              └ refused ─▶ document closed with the reason
 *
 * Hocuspocus then applies the same bytes once more, which changes nothing: Yjs knows them. SPEC UL1, CN31–CN36.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type beforeSyncPayload, type Connection, type Extension, OutgoingMessage } from '@hocuspocus/server'
import type { Logger } from 'pino'
import { messageYjsSyncStep1 } from 'y-protocols/sync'
import * as Y from 'yjs'
import { Refusal } from '#domain/contract/close-codes.ts'
import { AppError } from '#domain/contract/errors.ts'
import type { SaveTrouble } from '#domain/contract/stateless.ts'
import { isStorageTrouble } from '#domain/log/storage-error.ts'
import type { UpdateLog } from '#domain/log/update-log.ts'
import { type SchemaNames, type Vetted, vet } from '#domain/log/vet.ts'
import type { CatchUp } from '../catch-up.ts'
import type { Metrics } from '../metrics.ts'
import type { Rebuild } from '../rebuild.ts'
import { applyRow, type Room, type Rooms } from '../rooms.ts'
import type { SaveNotes } from '../save-notes.ts'
import type { Limits } from '../transport/socket.ts'
import { toVisitor } from '../visitor.ts'

/** People are told when a commit takes longer than this. */
const SLOW_MS = 2_500
const RETRY_MS = { first: 100, most: 1_000 }
/** Updates in a row that build on what is not there: an honest tab needs one handshake. */
const BEHIND_IN_A_ROW = 50

type Options = {
  readonly log: UpdateLog
  readonly rooms: Rooms
  readonly names: SchemaNames
  readonly limits: Limits
  readonly catchUp: CatchUp
  readonly rebuild: Rebuild
  readonly notes: SaveNotes
  readonly metrics: Metrics
  readonly logger: Logger
  /** Aborted when the server stops: waiting for the database ends. */
  readonly stopping: AbortSignal
}

type Accepted = Extract<Vetted, { verdict: 'ok' }>

export function commitFirst(options: Options): Extension {
  const { log, rooms, names, limits, catchUp, rebuild, notes, metrics, logger, stopping } = options
  const behindInARow = new WeakMap<Connection, number>()
  /** Connections whose present message is not taken: read-only for as long as Hocuspocus handles it. */
  const notTaking = new WeakSet<Connection>()

  return {
    extensionName: 'commit-first',

    async beforeSync(payload) {
      const { type, document, connection } = payload
      // A room that was unloaded in the moment of joining would show nothing to anybody.
      if (document.isDestroyed) throw new Refusal('restarting', 'the room was just unloaded')
      const room = rooms.of(document)
      if (!room || type === messageYjsSyncStep1 || connection.readOnly) return
      const vetted = await judge(room, payload)
      if (vetted.verdict === 'refused') throw refuse(payload, vetted.reason, vetted.why)
      if (vetted.verdict === 'behind') return askForAll(payload, vetted.why)
      behindInARow.delete(connection)
      if (vetted.empty) return
      if (vetted.tangled && !appliesInFull(room, vetted.update))
        throw refuse(payload, 'bad_message', 'does not apply in full')
      if (isTooLarge(room, vetted)) return decline(payload, 'too_large')
      await commit(room, vetted, payload)
    },

    async afterHandleMessage({ connection }) {
      if (notTaking.delete(connection)) connection.readOnly = false
    },
  }

  /** What another node committed may explain what is missing or foreign here: the log is asked before anybody is blamed. */
  async function judge(room: Room, { payload, context, document }: beforeSyncPayload): Promise<Vetted> {
    const { principal } = toVisitor(context)
    const look = () => vet(payload, { doc: document, author: principal.userId, owners: room.owners, names })
    const first = look()
    if (first.verdict === 'ok' || (first.verdict === 'refused' && first.reason === 'too_large')) return first
    try {
      await catchUp(room)
    } catch (error) {
      logger.warn({ err: error, doc: room.name }, 'the log could not be read')
    }
    return look()
  }

  async function commit(
    room: Room,
    { update, clients }: Accepted,
    { context, connection }: beforeSyncPayload,
  ): Promise<void> {
    const author = toVisitor(context).principal.userId
    const done = metrics.commitSeconds.startTimer()
    room.appending += 1
    let seq: number
    try {
      seq = await appendPatiently(room, { doc: room.name, update, author, clients }, connection)
    } finally {
      room.appending -= 1
      done()
    }
    metrics.updates.inc({ outcome: 'committed' })
    try {
      applyRow(room, { seq, update, author }, { source: 'connection', connection })
    } catch (error) {
      await rebuild(room, seq, error)
      throw new Refusal('restarting', 'a committed row did not apply')
    }
    if (room.ahead.size > 0 || room.heard > room.seq) void readOthers(room)
  }

  async function readOthers(room: Room): Promise<void> {
    try {
      await catchUp(room)
    } catch (error) {
      logger.warn({ err: error, doc: room.name }, 'rows of others could not be read yet')
    }
  }

  async function appendPatiently(
    room: Room,
    entry: Parameters<UpdateLog['append']>[0],
    connection: Connection,
  ): Promise<number> {
    const waiter = {}
    const slow = setTimeout(() => notes.trouble(room.document, waiter, 'storage_unavailable'), SLOW_MS)
    try {
      for (let delayMs = RETRY_MS.first; ; delayMs = Math.min(delayMs * 2, RETRY_MS.most)) {
        try {
          return (await log.append(entry)).seq
        } catch (error) {
          if (!isStorageTrouble(error)) throw toRefusal(error, room)
          logger.warn({ err: error, doc: room.name, code: error.code }, 'an update cannot be stored yet')
          notes.trouble(room.document, waiter, error.code as SaveTrouble)
        }
        // An abort only ends the wait; what it means is looked at below.
        await sleep(delayMs * (0.5 + Math.random() / 2), undefined, { signal: stopping }).catch(() => undefined)
        // The tab still has the text and brings it with its next handshake.
        if (stopping.aborted || !room.document.hasConnection(connection)) throw new Refusal('restarting', 'not stored')
      }
    } finally {
      clearTimeout(slow)
      notes.over(room.document, waiter)
    }
  }

  function toRefusal(error: unknown, room: Room): Refusal {
    if (error instanceof AppError) {
      if (error.code === 'forbidden') return new Refusal('bad_message', 'client id of somebody else')
      if (error.code === 'not_found') return new Refusal('not_found', 'its log is gone')
      if (error.code === 'too_large') return new Refusal('too_large', 'update is too long')
    }
    logger.error({ err: error, doc: room.name }, 'the log failed')
    return new Refusal('overloaded', 'the log failed')
  }

  function refuse({ documentName, context }: beforeSyncPayload, reason: Refusal['reason'], why: string): Refusal {
    metrics.updates.inc({ outcome: 'refused' })
    metrics.refusals.inc({ reason })
    logger.info({ reason, why, doc: documentName, userId: toVisitor(context).principal.userId }, 'update refused')
    return new Refusal(reason, why)
  }

  /** Not taken and not acknowledged; the answer to our step 1 is everything the tab has and we do not. */
  function askForAll(payload: beforeSyncPayload, why: string): void {
    const { connection, document, documentName } = payload
    const count = (behindInARow.get(connection) ?? 0) + 1
    behindInARow.set(connection, count)
    if (count > BEHIND_IN_A_ROW) throw refuse(payload, 'bad_message', why)
    metrics.updates.inc({ outcome: 'behind' })
    logger.debug({ doc: documentName, why }, 'update is ahead of its handshake')
    notTake(connection)
    connection.send(
      new OutgoingMessage(connection.messageAddress).createSyncMessage().writeFirstSyncStepFor(document).toUint8Array(),
    )
  }

  function decline(payload: beforeSyncPayload, reason: SaveTrouble): void {
    metrics.updates.inc({ outcome: 'declined' })
    logger.info({ reason, doc: payload.documentName }, 'update declined')
    notTake(payload.connection)
    notes.tell(payload.connection, reason)
  }

  /** Hocuspocus then answers SyncStatus(false) and leaves the document alone. */
  function notTake(connection: Connection): void {
    connection.readOnly = true
    notTaking.add(connection)
  }

  function isTooLarge(room: Room, { update, clients }: Accepted): boolean {
    // Deleting is always allowed.
    if (clients.length === 0 || room.bytes + update.byteLength <= limits.documentBytes) return false
    room.bytes = Y.encodeStateAsUpdate(room.document).byteLength
    return room.bytes + update.byteLength > limits.documentBytes
  }
}

function appliesInFull(room: Room, update: Uint8Array): boolean {
  const trial = new Y.Doc()
  Y.applyUpdate(trial, Y.encodeStateAsUpdate(room.document))
  try {
    Y.applyUpdate(trial, update)
    return trial.store.pendingStructs === null && trial.store.pendingDs === null
  } catch {
    return false
  } finally {
    trial.destroy()
  }
}
