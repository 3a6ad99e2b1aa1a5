/**
 * One tab with a post open: the page's own link to the document, its own accounting of *Saved*, the headless editor, and
 * a gate in front of the server. What the page leaves to timers and browser events is left to the steps of a run.
 */

import * as Y from 'yjs'
import type { CloseReason } from '#domain/contract/close-codes.ts'
import { asWritten } from '#domain/text/as-written.ts'
import { BODY } from '#domain/text/schema.ts'
import { type DocumentLink, linkDocument } from '#web/realtime/document-link.ts'
import { NOTHING_TYPED, type SaveEvent, type SaveState, saveSign, stepSave, unsaved } from '#web/realtime/save-state.ts'
import { type Socket, Transport } from '#web/realtime/socket.ts'
import { createStore } from '#web/realtime/store.ts'
import { watchUnstoredUpdates } from '#web/realtime/unstored-updates.ts'
import { type Gate, openGate } from './gate.ts'
import { type HeadlessEditor, openHeadlessEditor } from './headless-editor.ts'

export type Tab = {
  readonly name: string
  readonly doc: Y.Doc
  readonly gate: Gate
  /** Null until there is text to show. */
  readonly editing: () => HeadlessEditor | null
  readonly isSaved: () => boolean
  readonly save: () => SaveState
  /** What the device would have when the page goes. */
  readonly kept: () => Kept
  /** Edits made here, by hand or by the editor itself. */
  readonly edits: () => number
  /** Why the server does not want it any more: for an honest tab always a fault. */
  readonly stopped: () => CloseReason | null
  readonly leave: () => void
}

/** As IndexedDB has it: every update in the order it came, and what could not be said as it was made. */
export type Kept = { readonly rows: readonly Uint8Array[]; readonly unsent: number; readonly swept: Uint8Array | null }

type TabOptions = {
  readonly name: string
  readonly document: string
  readonly clientId: number
  readonly serverPort: () => number
  readonly ticket: () => Promise<string>
  /** What the device kept of the page before this one. */
  readonly kept?: Kept
  readonly onSaved: (tab: Tab) => void
}

const COME_BACK_MS = 15
const DEVICE = 'the copy on the device'

export async function openTab({
  name,
  document,
  clientId,
  serverPort,
  ticket,
  kept,
  onSaved,
}: TabOptions): Promise<Tab> {
  const doc = asWritten(new Y.Doc())
  doc.clientID = clientId
  const gate = await openGate(serverPort)
  let state: SaveState = NOTHING_TYPED
  let editing: HeadlessEditor | null = null
  let stopped: CloseReason | null = null
  let left = false
  let comeBack: NodeJS.Timeout | undefined

  const isSaved = () => saveSign(state, 'live', false).state === 'saved'
  const happen = (event: SaveEvent) => {
    const before = isSaved()
    state = stepSave(state, event)
    if (isSaved() && (!before || event.type === 'answered')) onSaved(tab)
  }

  const url = `ws://127.0.0.1:${gate.port}/collab`
  const transport = new Transport(
    { onText: () => undefined, onBytes: () => undefined },
    {
      open: () => undefined,
      closed: () => {
        clearTimeout(comeBack)
        if (!left) comeBack = setTimeout(() => transport.open(url), COME_BACK_MS)
      },
    },
  )
  const socket: Socket = {
    transport,
    state: createStore({ phase: 'live', attempt: 0, troubles: new Set(), refusal: null } as const),
    roundTripMs: createStore<number | undefined>(undefined),
    token: ticket,
    forgetTicket: () => undefined,
    proven: () => undefined,
    retry: () => undefined,
    stop: () => undefined,
  }

  const show = () => {
    if (!left && editing === null && doc.getXmlFragment(BODY).length > 0) editing = openHeadlessEditor(doc)
  }

  const rows = [...(kept?.rows ?? [])]
  for (const row of rows) Y.applyUpdate(doc, row, DEVICE)
  doc.on('update', (update: Uint8Array) => void rows.push(update))
  const unstored = watchUnstoredUpdates(doc)
  if (kept) {
    happen({ type: 'restored', unsent: kept.unsent })
    if (kept.unsent > 0) unstored.restore(kept.swept ?? Y.mergeUpdates([...kept.rows]), kept.swept !== null)
  }
  let link: DocumentLink | undefined
  // Listens before the link does, as the page: an edit has its number when the message that carries it goes out.
  doc.on('update', (_update: Uint8Array, origin: unknown) => {
    if (origin !== link?.provider) happen({ type: 'edit' })
  })
  link = linkDocument({
    socket,
    name: document,
    document: doc,
    awareness: null,
    unstored,
    events: {
      onAdmitted: readOnly => happen({ type: 'admitted', readOnly }),
      onSynced: show,
      onHandshake: () => happen({ type: 'step2_sent' }),
      onUpdateSent: () => happen({ type: 'update_sent' }),
      onTooLarge: () => happen({ type: 'trouble', reason: 'too_large' }),
      onAnswered: stored => happen({ type: 'answered', stored, at: Date.now() }),
      onInterrupted: () => happen({ type: 'disconnected' }),
      onStopped: reason => {
        stopped = reason
        happen({ type: 'closed', reason })
      },
    },
  })

  const tab: Tab = {
    name,
    doc,
    gate,
    editing: () => editing,
    isSaved,
    save: () => state,
    kept: () => ({ rows: [...rows], unsent: unsaved(state), swept: unstored.swept() }),
    edits: () => state.lastEdit,
    stopped: () => stopped,
    leave: () => {
      left = true
      clearTimeout(comeBack)
      editing?.close()
      link?.close()
      transport.destroy()
      gate.close()
      doc.destroy()
    },
  }
  show()
  transport.open(url)
  return tab
}
