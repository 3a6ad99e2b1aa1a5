/**
 * The live server as one list. Each extension has one concern and knows nothing of the next; the order is the design.
 *
 *   network ─▶ transport/ (handshake, sizes, outside of frames) ─┬▶ Hocuspocus: opening, closing ─▶ this list ─▶ rooms
 *                                                                └▶ inlets: updates ─▶ log ─▶ rooms; presence ─▶ rooms
 */
import { setMaxListeners } from 'node:events'
import { type Extension, Hocuspocus } from '@hocuspocus/server'
import type { Logger } from 'pino'
import type { DomainEvent } from '#domain/contract/events.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { createWriteAgain, type WriteAgain } from '#domain/log/swept-words.ts'
import type { UpdateLog } from '#domain/log/update-log.ts'
import type { SchemaNames } from '#domain/log/vet.ts'
import { createRefusals, type Refusals } from '#domain/refusals.ts'
import { createHeldBack, type HeldBack } from '#domain/services/account-activity.ts'
import { createDoorkeeper } from '#domain/services/documents.ts'
import { countStuck } from '#domain/services/stuck-deliveries.ts'
import { editorSchema } from '#domain/text/schema.ts'
import type { Db } from '#prisma/client.ts'
import { createBringBack } from './bring-back.ts'
import { createCatchUp } from './catch-up.ts'
import { createCommitFirst } from './commit-first.ts'
import { type Costs, createCosts } from './costs.ts'
import { authenticate } from './extensions/authenticate.ts'
import { answerContentProof } from './extensions/content-proof.ts'
import { countOpen } from './extensions/count.ts'
import { openInlets } from './extensions/inlets.ts'
import { keepOpen } from './extensions/keep-open.ts'
import { loadFromLog } from './extensions/load.ts'
import { otherNodes } from './extensions/other-nodes.ts'
import { projectText } from './extensions/project-text.ts'
import { revoke } from './extensions/revoke.ts'
import { snapshotRooms } from './extensions/snapshot.ts'
import { tellGuests } from './extensions/tell-guests.ts'
import { tellMentions } from './extensions/tell-mentions.ts'
import { tellNames } from './extensions/tell-names.ts'
import { tellOutdated } from './extensions/tell-outdated.ts'
import { createHandshakes } from './handshake.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import type { Notices } from './notices.ts'
import { createPresence } from './presence.ts'
import { createRebuild } from './rebuild.ts'
import { createRooms, type Rooms } from './rooms.ts'
import { createSaveNotes } from './save-notes.ts'
import { createInboundBudget, type InboundBudget } from './transport/inbound-budget.ts'
import type { Limits } from './transport/socket.ts'

export type CollabServer = {
  readonly hocuspocus: Hocuspocus
  readonly rooms: Rooms
  readonly budget: InboundBudget
  readonly metrics: Metrics
  readonly refusals: Refusals
  readonly limits: Limits
  readonly costs: Costs
  /** For who records what rows add up to; rooms that are open here read what it writes. */
  readonly writeAgain: WriteAgain
  /** Tells that limits made somebody wait. */
  readonly heldBack: HeldBack
  /** Stops waiting for a database that is away; timers end. */
  readonly stop: () => Promise<void>
}

export type CollabOptions = {
  readonly db: Db
  readonly log: UpdateLog
  readonly notices: Notices
  readonly authSecret: string
  readonly logger: Logger
  /** Builds feed and presence documents. */
  readonly feed: Extension
  /** Gives every event of the outbox, at least once. */
  readonly subscribe: (handler: (event: DomainEvent) => void) => () => void
  readonly limits?: Partial<Limits>
  /** How often rights are looked at without an event. */
  readonly roundMs?: number
}

/** Nobody writes to feeds from outside, so only a post's names are asked for. */
const NAMES: SchemaNames = {
  nodes: new Set(Object.keys(editorSchema.nodes).filter(name => name !== 'doc' && name !== 'text')),
  marks: new Set(Object.keys(editorSchema.marks)),
}

export function createCollabServer({
  db,
  log,
  notices,
  authSecret,
  logger,
  feed,
  subscribe,
  ...rest
}: CollabOptions): CollabServer {
  const limits: Limits = { ...LIMITS, ...rest.limits }
  const metrics = createMetrics({ countStuck: () => countStuck(db) })
  const refusals = createRefusals(metrics.refusals, logger)
  const rooms = createRooms()
  const budget = createInboundBudget(limits.pendingAppendBytes)
  const notes = createSaveNotes()
  const requireDocument = createDoorkeeper(db)
  const heldBack = createHeldBack({ db, logger })
  const rebuild = createRebuild({ log, logger, metrics })
  const stopping = new AbortController()
  setMaxListeners(0, stopping.signal)
  const costs = createCosts({ creditMs: limits.workCreditMs, stopping: stopping.signal })
  const catchUp = createCatchUp({ log, rebuild, onDoubt: (room, seq) => bringBack(room, seq), logger })
  const writeToLog = createWriteAgain({
    db,
    log,
    onBack(doc, seq, rows) {
      metrics.broughtBack.inc()
      logger.info({ doc, seq, rows }, 'words that went with their block are back')
    },
  })
  const writeAgain: WriteAgain = async (doc, from) => {
    const wrote = await writeToLog(doc, from)
    const room = rooms.find(doc)
    if (wrote && room) await catchUp(room)
    return wrote
  }
  const bringBack = createBringBack({ writeAgain, logger, stopping: stopping.signal })

  const extensions: Extension[] = [
    // Opening. Who it is, before anything is loaded for them.
    authenticate({ requireDocument, authSecret, limits, logger, refusals, heldBack, costs }),
    // Posts from the log …
    loadFromLog({ log, rooms, bringBack, costs, logger, metrics }),
    // … and everything else from rows.
    feed,
    // Open: from now on updates go to the log before anybody sees them, and presence is stamped.
    openInlets({
      rooms,
      openHandshake: createHandshakes({ costs, refusals }),
      openWriter: createCommitFirst({
        log,
        rooms,
        names: NAMES,
        limits,
        catchUp,
        bringBack,
        rebuild,
        notes,
        costs,
        metrics,
        refusals,
        logger,
        stopping: stopping.signal,
      }),
      openPresence: createPresence({ rooms, refusals }),
    }),
    // Left: the room waits for what was said to have its outcome.
    keepOpen({ rooms }),
    // Outside of the document: whether a page may write at all, who is here for guests, and whether it shows what the room
    // holds.
    tellOutdated(),
    tellGuests(),
    answerContentProof({ metrics, logger }),
    // After the fact, in no order: rows of others, rights that end, projections and snapshots, counting.
    otherNodes({ rooms, catchUp, notices, logger }),
    revoke({
      db,
      requireDocument,
      metrics,
      logger,
      subscribe,
      ...(rest.roundMs !== undefined && { roundMs: rest.roundMs }),
    }),
    tellMentions({ db, log, rooms, logger }),
    tellNames({ subscribe }),
    projectText({ db, rooms, logger }),
    snapshotRooms({ log, rooms, metrics, logger }),
    countOpen(metrics),
  ]

  const hocuspocus = new Hocuspocus({
    quiet: true,
    extensions,
    // Its own check knows documents' messages only; dead sockets are found by pings (transport/listen.ts).
    timeout: 24 * 60 * 60 * 1000,
    // What may wait while a document is being opened.
    maxUnauthenticatedQueueSize: limits.frameBytes,
    maxUnauthenticatedQueueMessages: 1000,
    maxPendingDocuments: limits.documentsPerSocket,
  })

  return {
    hocuspocus,
    rooms,
    budget,
    metrics,
    refusals,
    limits,
    costs,
    writeAgain,
    heldBack,
    async stop() {
      stopping.abort()
      refusals.end()
      await hocuspocus.hooks('onDestroy', { instance: hocuspocus })
    },
  }
}
