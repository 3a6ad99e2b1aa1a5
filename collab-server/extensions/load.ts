/** Opens a post from the log: snapshot, then the rows after it. A load that fails is an error, never an empty document. */
import type { Document, Extension } from '@hocuspocus/server'
import type { Logger } from 'pino'
import * as Y from 'yjs'
import { Refusal } from '#domain/contract/close-codes.ts'
import { parseDocName } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import { foldUpdates } from '#domain/log/same-content.ts'
import type { LoadedDocument, UpdateLog } from '#domain/log/update-log.ts'
import type { Metrics } from '../metrics.ts'
import type { Rooms } from '../rooms.ts'

type Options = { readonly log: UpdateLog; readonly rooms: Rooms; readonly logger: Logger; readonly metrics: Metrics }

export function loadFromLog({ log, rooms, logger, metrics }: Options): Extension {
  /** Documents whose snapshot is not to be believed while this process lives. */
  const distrusted = new Set<string>()

  return {
    extensionName: 'load',
    async onLoadDocument({ documentName, document }) {
      if (parseDocName(documentName)?.kind !== 'post') return
      const done = metrics.loadSeconds.startTimer()
      try {
        rooms.open(document, await load(documentName, document))
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

  async function load(name: string, document: Document): Promise<LoadedDocument> {
    const loaded = await log.load(name, { ignoreSnapshots: distrusted.has(name) })
    try {
      applyAll(document, loaded.updates)
      return loaded
    } catch (error) {
      logger.error({ alert: true, err: error, doc: name }, 'snapshot or rows do not add up: trying them one by one')
    }
    await setAsideWhatFails(name)
    distrusted.add(name)
    const repaired = await log.load(name, { ignoreSnapshots: true })
    document.store.pendingStructs = null
    document.store.pendingDs = null
    const truth = Y.snapshot(foldUpdates(repaired.updates))
    if (!Y.snapshotContainsUpdate(truth, Y.encodeStateAsUpdate(document))) {
      // A part of what is bad got into this room: the next one begins without it.
      throw new Refusal('restarting', 'the room holds what the log does not')
    }
    applyAll(document, repaired.updates)
    return repaired
  }

  /** On a document of its own: what was applied halfway must not stay in the room. */
  async function setAsideWhatFails(name: string): Promise<void> {
    const trial = new Y.Doc()
    for (const { seq, update } of await log.readAfter(name, 0)) {
      try {
        applyAll(trial, [update])
      } catch (error) {
        metrics.rowsSetAside.inc()
        logger.error({ alert: true, err: error, doc: name, seq }, 'a row cannot be applied and is set aside')
        await log.setAside(name, seq, error instanceof Error ? error.message : 'does not apply')
        // A part of it may be pending now and would spoil the verdict on the next ones.
        trial.store.pendingStructs = null
        trial.store.pendingDs = null
      }
    }
    trial.destroy()
  }
}

function applyAll(document: Y.Doc, updates: readonly Uint8Array[]): void {
  for (const update of updates) Y.applyUpdate(document, update)
  if (document.store.pendingStructs !== null || document.store.pendingDs !== null) {
    throw new Error('It builds on something that is missing')
  }
}

function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const isGone = error instanceof AppError && error.code === 'not_found'
  return isGone ? new Refusal('not_found', 'never created') : new Refusal('overloaded', 'could not be opened')
}
