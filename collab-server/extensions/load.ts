/**
 * Opens a post from the log: snapshot, then the rows after it. A load that fails is an error, never an empty document.
 *
 *   load ─▶ apply ─▶ open
 *     └ damaged, or does not add up ─▶ repair ─▶ load ─▶ apply ─▶ open
 *                                        └ still not: refused, the person is told
 */
import type { Document, Extension } from '@hocuspocus/server'
import type { Logger } from 'pino'
import * as Y from 'yjs'
import { Refusal } from '#domain/contract/close-codes.ts'
import { parseDocName } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import { repairDocument } from '#domain/log/repair.ts'
import { foldPatiently, isWaiting } from '#domain/log/same-content.ts'
import { DamagedError, type LoadedDocument, type UpdateLog } from '#domain/log/update-log.ts'
import { asWritten } from '#domain/text/as-written.ts'
import { applyLooking } from '#domain/text/swept/swept-by.ts'
import type { BringBack } from '../bring-back.ts'
import type { Costs } from '../costs.ts'
import type { Metrics } from '../metrics.ts'
import type { Rooms } from '../rooms.ts'
import { isVisitor } from '../visitor.ts'

type Options = {
  readonly log: UpdateLog
  readonly rooms: Rooms
  readonly bringBack: BringBack
  readonly costs: Costs
  readonly logger: Logger
  readonly metrics: Metrics
}
type Loaded = LoadedDocument & { readonly doubtful: boolean }
type Charge = <T>(work: () => T) => T

export function loadFromLog({ log, rooms, bringBack, costs, logger, metrics }: Options): Extension {
  return {
    extensionName: 'load',
    async onLoadDocument({ documentName, document, context }) {
      if (parseDocName(documentName)?.kind !== 'post') return
      const done = metrics.loadSeconds.startTimer()
      try {
        const loaded = await load(documentName, asWritten(document), chargeTo(context))
        const room = rooms.open(document, loaded)
        if (loaded.doubtful) bringBack(room, loaded.snapshotSeq + 1)
      } catch (error) {
        metrics.loadFailures.inc()
        logger.error({ err: error, doc: documentName }, 'a document could not be opened')
        // Hocuspocus forgets the document without ending its timers.
        document.destroy()
        throw toRefusal(error)
      } finally {
        done()
      }
    },
    async afterUnloadDocument({ documentName, instance }) {
      const room = rooms.find(documentName)
      if (room && instance.documents.get(documentName) !== room.document) rooms.close(room.document)
    },
  }

  /** Whoever opens a long text lets the server read it. */
  function chargeTo(context: unknown): Charge {
    return isVisitor(context) ? work => costs.charge(context.principal.userId, work) : work => work()
  }

  async function load(name: string, document: Document, charge: Charge): Promise<Loaded> {
    const loaded = await loadWhole(name)
    const applied = loaded && charge(() => applyWhole(document, loaded.updates))
    if (loaded && applied) {
      // A damaged snapshot costs nothing now; the next one to open should not be at the mercy of the last good one.
      if (loaded.damage.length > 0) void repairLater(name)
      return { ...loaded, ...applied }
    }
    await repair(name)
    const repaired = await log.load(name)
    document.store.pendingStructs = null
    document.store.pendingDs = null
    const truth = Y.snapshot(await foldPatiently(repaired.updates))
    if (!Y.snapshotContainsUpdate(truth, Y.encodeStateAsUpdate(document))) {
      // A part of what is bad got into this room: the next one begins without it.
      throw new Refusal('restarting', 'the room holds what the log does not')
    }
    const whole = applyWhole(document, repaired.updates)
    if (!whole) throw new Error('It does not add up after its repair')
    return { ...repaired, ...whole }
  }

  /** Null when a part of it cannot be read. */
  async function loadWhole(name: string): Promise<LoadedDocument | null> {
    try {
      return await log.load(name)
    } catch (error) {
      if (error instanceof DamagedError) return null
      throw error
    }
  }

  async function repair(name: string): Promise<void> {
    const findings = await repairDocument({ log, doc: name, logger })
    for (const { kind } of findings) metrics.damage.inc({ kind })
  }

  async function repairLater(name: string): Promise<void> {
    try {
      await repair(name)
    } catch (error) {
      logger.error(
        { err: error, doc: name },
        'a damaged snapshot could not be made anew; the nightly check tries again',
      )
    }
  }
}

/**
 * Unheard: what is applied otherwise is merged, to be told to those who have it open.
 *
 * @returns null when they do not add up; else whether one of them has to be looked at closely (bring-back.ts)
 */
function applyWhole(document: Document, updates: readonly Uint8Array[]): { readonly doubtful: boolean } | null {
  let doubtful = false
  const { flushDelay } = document
  document.flushDelay = false
  try {
    for (const update of updates) if (applyLooking(document, update)) doubtful = true
  } catch {
    // What it is, is found out by the repair.
    return null
  } finally {
    document.flushDelay = flushDelay
  }
  return isWaiting(document) ? null : { doubtful }
}

function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const isGone = error instanceof AppError && error.code === 'not_found'
  return isGone ? new Refusal('not_found', 'never created') : new Refusal('overloaded', 'could not be opened')
}
