/**
 * Commit, then show. Each document connection has a writer; while one append of it is under way, what its tab says
 * meanwhile is gathered and goes into the next as one row, so a fast sender costs fewer commits and not a longer queue.
 *
 *   messages ─▶ gather ─▶ vet ─▶ append ─▶ (commit) ─▶ apply to the room: broadcast ─▶ acknowledge each: "Saved"
 *                          │        └ storage trouble: note to the room, again with back-off until it works or the tab is gone
 *                          ├ empty ─▶ acknowledge, no row
 *                          ├ behind ─▶ read the log; still behind: not taken, ask the tab for all it has
 *                          └ refused ─▶ document closed with the reason
 *
 * Gathered messages that are not simply good are looked at again in halves: each gets the answer it would get alone.
 * SPEC UL1, CN31–CN36.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, OutgoingMessage } from '@hocuspocus/server'
import type { Logger } from 'pino'
import * as Y from 'yjs'
import { Refusal } from '#domain/contract/close-codes.ts'
import { AppError } from '#domain/contract/errors.ts'
import type { UserId } from '#domain/contract/ids.ts'
import type { SaveTrouble } from '#domain/contract/stateless.ts'
import { crashPoint } from '#domain/crash-point.ts'
import { pause } from '#domain/keep-session.ts'
import { isStorageTrouble } from '#domain/log/storage-error.ts'
import { passesTrial } from '#domain/log/trial.ts'
import type { UpdateLog } from '#domain/log/update-log.ts'
import { type SchemaNames, type Vetted, vet, vetInSteps } from '#domain/log/vet.ts'
import type { Refusals } from '#domain/refusals.ts'
import type { BringBack } from './bring-back.ts'
import type { CatchUp } from './catch-up.ts'
import type { Costs } from './costs.ts'
import type { Metrics } from './metrics.ts'
import type { Rebuild } from './rebuild.ts'
import { whose } from './refuse-document.ts'
import { applyRow, type Room, type Rooms } from './rooms.ts'
import type { SaveNotes } from './save-notes.ts'
import { statusFrame } from './transport/frame.ts'
import type { Limits } from './transport/socket.ts'
import { createTokenBucket } from './transport/token-bucket.ts'
import { type Inlet, toVisitor, type UpdateMessage } from './visitor.ts'

/** People are told when a commit takes longer than this. */
const SLOW_MS = 2_500
const RETRY_MS = { first: 100, most: 1_000 }
/** Updates in a row that build on what is not there: an honest tab needs one handshake. */
const BEHIND_IN_A_ROW = 50
/** Beyond the burst a connection is slowed down; one that is this far ahead of its rate is turned away. */
const MOST_DELAY_MS = 2_000
/** A trial copies the whole document twice: its sender waits this many times as long, so others keep the server. */
const TRIAL_REST = 10
/** What a refusal takes beside the look: the log was asked, and the document is opened again. */
const REFUSAL_MS = 2
/** Nothing of theirs is stored: a page says once what it has, and again after each reconnect. */
const READERS = { perSecond: 5, burst: 50 }
/** Some milliseconds of looking, where it is of small pieces: others have their turns meanwhile. */
const LONG_BYTES = 16 * 1024
/** What is gathered into one row at most. */
const GATHER = { messages: 500, bytes: 256 * 1024 }
/** An update without structs and deletions. */
const NOTHING = new Uint8Array([0, 0])

type Options = {
  readonly log: UpdateLog
  readonly rooms: Rooms
  readonly names: SchemaNames
  readonly limits: Limits
  readonly catchUp: CatchUp
  readonly bringBack: BringBack
  readonly rebuild: Rebuild
  readonly notes: SaveNotes
  readonly costs: Costs
  readonly metrics: Metrics
  readonly refusals: Refusals
  readonly logger: Logger
  /** Aborted when the server stops: waiting for the database ends. */
  readonly stopping: AbortSignal
}

type Accepted = Extract<Vetted, { verdict: 'ok' }>
/** A connection that writes, and what it has gathered. */
type Writer = {
  readonly connection: Connection
  /** Undefined for documents that have no log: feeds and presence. */
  readonly room: Room | undefined
  readonly waiting: UpdateMessage[]
  readonly answer: (stored: boolean) => void
  behindInARow: number
}

export function createCommitFirst(options: Options): (connection: Connection) => Inlet['update'] {
  const { log, rooms, names, limits, catchUp, bringBack, rebuild, notes, costs, metrics, refusals, logger, stopping } =
    options

  return connection => {
    const stored = statusFrame(connection.messageAddress, true)
    const notStored = statusFrame(connection.messageAddress, false)
    const rate = connection.readOnly
      ? createTokenBucket(READERS.perSecond, READERS.burst)
      : createTokenBucket(limits.updatesPerSecond, limits.updatesBurst)
    const writer: Writer = {
      connection,
      room: rooms.of(connection.document),
      waiting: [],
      answer: isStored => connection.send(isStored ? stored : notStored),
      behindInARow: 0,
    }
    let delayMs = 0
    let running: Promise<void> | null = null

    const run = async () => {
      try {
        while (writer.waiting.length > 0) {
          if (delayMs > MOST_DELAY_MS) throw refuse(writer, 'rate_limited', 'too many updates')
          // Only its sender waits; what it says meanwhile is gathered.
          if (delayMs > 0) await sleep(delayMs)
          if (costs.dueMs(authorOf(writer)) > 0) await rest(writer)
          await take(writer, gather(writer.waiting))
        }
      } catch (error) {
        const { code, reason } = toRefusal(error, writer)
        connection.close({ code, reason })
        for (const { done } of writer.waiting.splice(0)) done()
      }
    }
    const start = () => {
      const current = run().finally(() => {
        running = null
        writer.room?.writing.delete(current)
      })
      running = current
      writer.room?.writing.add(current)
    }

    return message => {
      delayMs = rate.borrow()
      writer.waiting.push(message)
      if (!running) start()
    }
  }

  /** What waits is held in memory that all share: who owes long rest is turned away. */
  async function rest(writer: Writer): Promise<void> {
    if (costs.dueMs(authorOf(writer)) > MOST_DELAY_MS)
      throw refuse(writer, 'rate_limited', 'updates that took too long to look at')
    await costs.rested(authorOf(writer))
    stopping.throwIfAborted()
  }

  async function take(writer: Writer, messages: readonly UpdateMessage[]): Promise<void> {
    try {
      await storeTogether(writer, messages)
    } finally {
      for (const { done } of messages) done()
    }
  }

  /** Halves what is not simply good: when the first half is in, the second often is, and one bad message is soon alone. */
  async function storeTogether(writer: Writer, messages: readonly UpdateMessage[]): Promise<void> {
    const update = costs.charge(authorOf(writer), () => merge(messages), messages.length)
    if (update && (await store(writer, update, messages))) return
    const half = messages.length >> 1
    await storeTogether(writer, messages.slice(0, half))
    await storeTogether(writer, messages.slice(half))
  }

  /**
   * Gives the update its outcome, and each of its messages an answer.
   * @returns false when several messages are not simply good: they must be looked at for themselves
   */
  async function store(writer: Writer, update: Uint8Array, messages: readonly UpdateMessage[]): Promise<boolean> {
    const { connection, room } = writer
    // A room that was unloaded in the moment of joining would show nothing to anybody.
    if (connection.document.isDestroyed) throw new Refusal('restarting', 'the room was just unloaded')
    if (!room) return answerAll(writer, messages, isNothing(update))
    const vetted = await judge(room, writer, { update, pieces: messages.length })
    if (messages.length > 1 && (vetted.verdict !== 'ok' || vetted.tangled || isTooLarge(room, vetted))) return false
    if (vetted.verdict === 'refused') throw refuse(writer, vetted.reason, vetted.why)
    if (connection.readOnly) return answerReader(writer, messages, vetted.verdict === 'ok' && vetted.empty)
    if (vetted.verdict === 'behind') return askForAll(writer, vetted.why)
    writer.behindInARow = 0
    if (vetted.empty) return answerAll(writer, messages, true)
    const sooner = findSooner(room, vetted)
    if (sooner) {
      await sooner
      return store(writer, update, messages)
    }
    if (vetted.tangled && !(await stands(room, vetted.update)))
      throw refuse(writer, 'bad_message', 'copies would differ')
    if (isTooLarge(room, vetted)) return decline(writer, 'too_large')
    await commit(room, writer, vetted)
    return answerAll(writer, messages, true)
  }

  /**
   * An update under way with the same client id, from another connection of the same person: what this one says of
   * those clocks is looked at when that one is in, or two rows could tell different things of them.
   */
  function findSooner({ underWay }: Room, { clients }: Accepted): Promise<unknown> | undefined {
    const client = clients.find(one => underWay.has(one))
    return client === undefined ? undefined : underWay.get(client)
  }

  /** The trial of what the vet finds unclear. */
  async function stands({ document }: Room, update: Uint8Array): Promise<boolean> {
    const startedAt = performance.now()
    const passed = passesTrial(document, update)
    await sleep(Math.min(MOST_DELAY_MS, (performance.now() - startedAt) * TRIAL_REST))
    return passed
  }

  function answerAll({ answer }: Writer, messages: readonly UpdateMessage[], stored: boolean): true {
    for (const _ of messages) answer(stored)
    return true
  }

  /** Who may only read has nothing stored; a handshake without news is as good as stored. An old editor must reload. */
  function answerReader(writer: Writer, messages: readonly UpdateMessage[], empty: boolean): true {
    const { outdated, mayOnlyRead } = toVisitor(writer.connection.context)
    if (outdated && !mayOnlyRead && !empty) throw refuse(writer, 'editor_outdated', 'an old editor wrote')
    return answerAll(writer, messages, empty)
  }

  /** What another node committed may explain what is missing or foreign here: the log is asked before anybody is blamed. */
  async function judge(
    room: Room,
    writer: Writer,
    { update, pieces }: { readonly update: Uint8Array; readonly pieces: number },
  ): Promise<Vetted> {
    const author = authorOf(writer)
    const context = { doc: room.document, author, owners: room.owners, names }
    const look = () =>
      update.byteLength > LONG_BYTES
        ? costs.chargeInTurns(author, vetInSteps(update, context))
        : costs.charge(author, () => vet(update, context), pieces)
    const first = await look()
    if (first.verdict === 'ok' || (first.verdict === 'refused' && first.reason === 'too_large')) return first
    const { seq } = room
    const ahead = room.ahead.size
    try {
      await catchUp(room)
    } catch (error) {
      logger.warn({ err: error, doc: room.name }, 'the log could not be read')
    }
    // Nothing came meanwhile: a second look would find what the first one found.
    return room.seq === seq && room.ahead.size === ahead ? first : look()
  }

  async function commit(room: Room, writer: Writer, accepted: Accepted): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    for (const client of accepted.clients) room.underWay.set(client, promise)
    try {
      await commitAndApply(room, writer, accepted)
    } finally {
      for (const client of accepted.clients) room.underWay.delete(client)
      resolve()
    }
  }

  async function commitAndApply(room: Room, writer: Writer, { update, clients }: Accepted): Promise<void> {
    const { connection } = writer
    const author = authorOf(writer)
    const done = metrics.commitSeconds.startTimer()
    let seq: number
    try {
      seq = await appendPatiently(room, { doc: room.name, update, author, clients }, connection)
    } finally {
      done()
    }
    crashPoint('after-commit-before-ack')
    metrics.updates.inc({ outcome: 'committed' })
    try {
      if (applyRow(room, { seq, update, author }, { source: 'connection', connection }, clients)) bringBack(room, seq)
      crashPoint('after-apply')
    } catch (error) {
      await rebuild(room, seq, error)
      throw new Refusal('restarting', 'a committed row did not apply')
    }
    // At the end of this turn it would go out by itself, and cost its author's socket a write beside the answer.
    if (room.appending === 0) room.document.flush()
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
          return await append(room, entry)
        } catch (error) {
          if (!isStorageTrouble(error)) throw error
          logger.warn({ err: error, doc: room.name, code: error.code }, 'an update cannot be stored yet')
          notes.trouble(room.document, waiter, error.code as SaveTrouble)
        }
        // A stop only ends the wait; what it means is looked at below.
        await pause(delayMs * (0.5 + Math.random() / 2), stopping)
        // The tab still has the text and brings it with its next handshake.
        if (stopping.aborted || !room.document.hasConnection(connection)) throw new Refusal('restarting', 'not stored')
      }
    } finally {
      clearTimeout(slow)
      notes.over(room.document, waiter)
    }
  }

  async function append(room: Room, entry: Parameters<UpdateLog['append']>[0]): Promise<number> {
    room.appending += 1
    try {
      return (await log.append(entry)).seq
    } catch (error) {
      // Rows of others that were told of meanwhile have waited for it.
      if (room.heard > room.seq) void readOthers(room)
      throw error
    } finally {
      room.appending -= 1
    }
  }

  function toRefusal(error: unknown, writer: Writer): Refusal {
    if (error instanceof Refusal) return error
    // The tab still has the text and brings it with its next handshake.
    if (stopping.aborted) return new Refusal('restarting', 'not stored')
    if (error instanceof AppError) {
      if (error.code === 'forbidden') return refuse(writer, 'bad_message', 'client id of somebody else')
      if (error.code === 'not_found') return refuse(writer, 'not_found', 'its log is gone')
      if (error.code === 'too_large') return refuse(writer, 'too_large', 'update is too long')
    }
    refusals.tell({ reason: 'overloaded', err: error, ...whose(writer.connection) }, 'the log failed', 'error')
    return new Refusal('overloaded', 'the log failed')
  }

  function refuse(writer: Writer, reason: Refusal['reason'], why: string): Refusal {
    metrics.updates.inc({ outcome: 'refused' })
    refusals.tell({ reason, why, ...whose(writer.connection) }, 'update refused')
    costs.add(authorOf(writer), REFUSAL_MS)
    return new Refusal(reason, why)
  }

  /** Not taken and not acknowledged; the answer to our step 1 is everything the tab has and we do not. */
  function askForAll(writer: Writer, why: string): true {
    const { connection } = writer
    const { document } = connection
    writer.behindInARow += 1
    if (writer.behindInARow > BEHIND_IN_A_ROW) throw refuse(writer, 'bad_message', why)
    metrics.updates.inc({ outcome: 'behind' })
    logger.debug({ doc: document.name, why }, 'update is ahead of its handshake')
    connection.send(
      new OutgoingMessage(connection.messageAddress).createSyncMessage().writeFirstSyncStepFor(document).toUint8Array(),
    )
    writer.answer(false)
    return true
  }

  function decline(writer: Writer, reason: SaveTrouble): true {
    metrics.updates.inc({ outcome: 'declined' })
    refusals.tell({ reason, ...whose(writer.connection) }, 'update declined')
    notes.tell(writer.connection, reason)
    writer.answer(false)
    return true
  }

  function isTooLarge(room: Room, { update, clients }: Accepted): boolean {
    // Deleting is always allowed.
    if (clients.length === 0 || room.bytes + update.byteLength <= limits.documentBytes) return false
    room.bytes = Y.encodeStateAsUpdate(room.document).byteLength
    return room.bytes + update.byteLength > limits.documentBytes
  }
}

function authorOf({ connection }: Writer): UserId {
  return toVisitor(connection.context).principal.userId
}

/**
 * Takes from the front as much as goes into one row; at least one. A handshake begins a row: it says of words that it has
 * seen going with their block that they are gone, and what brings those words must not be read together with it.
 */
function gather(waiting: UpdateMessage[]): readonly UpdateMessage[] {
  let bytes = 0
  const end = waiting.findIndex(({ kind, update }, index) => {
    bytes += update.byteLength
    return index > 0 && (kind === 'step2' || index >= GATHER.messages || bytes > GATHER.bytes)
  })
  return waiting.splice(0, end === -1 ? waiting.length : end)
}

/** Null when one of several cannot be read. */
function merge(messages: readonly UpdateMessage[]): Uint8Array | null {
  const [first] = messages
  if (first && messages.length === 1) return first.update
  try {
    return Y.mergeUpdates(messages.map(({ update }) => update))
  } catch {
    return null
  }
}

function isNothing(update: Uint8Array): boolean {
  return update.byteLength === NOTHING.byteLength && update.every((byte, index) => byte === NOTHING[index])
}
