/**
 * One open post: its Y.Doc for as long as the page is open, the copy on the device, the truth about *Saved*, and who
 * else is here. Text is shown after the first sync, or from the device when it holds any; never an empty editor before.
 */
import * as Y from 'yjs'
import type { CloseReason } from '#domain/contract/close-codes.ts'
import { docName } from '#domain/contract/doc-names.ts'
import type { PostId } from '#domain/contract/ids.ts'
import { asWritten } from '#domain/text/as-written.ts'
import { CalmAwareness } from './calm-awareness.ts'
import { signOf } from './connection.ts'
import { createContentProofs } from './content-proof.ts'
import { type DocumentLink, linkDocument } from './document-link.ts'
import { parseServerNote } from './entries.ts'
import { createLinger } from './linger.ts'
import { type LiveFields, openLiveFields } from './live-fields.ts'
import { type LocalCopy, openLocalCopy } from './local-data.ts'
import { type PostPerson, peopleInPost, samePeople } from './people.ts'
import type { Me } from './realtime-types.ts'
import {
  isAtRest,
  NOTHING_TYPED,
  type SaveEvent,
  type SaveSign,
  type SaveState,
  saveSign,
  stepSave,
  unsaved,
} from './save-state.ts'
import type { Socket } from './socket.ts'
import { createStore, type Store, whenFound } from './store.ts'
import { watchUnstoredUpdates } from './unstored-updates.ts'

export type OpenFailure = CloseReason | 'no_connection'

export type PostStatus = {
  /** `failed`: there is nothing to show, and why. */
  readonly text: 'loading' | 'shown' | 'failed'
  readonly failure: OpenFailure | null
  readonly canEdit: boolean
  readonly save: SaveSign
  /** Local edits that the server has not stored. */
  readonly waiting: number
  /** Whether edits survive the closing of this tab. */
  readonly device: 'unknown' | 'kept' | 'refused'
  /** Milliseconds since 1970 of the last acknowledgement to this page. */
  readonly storedAt: number | null
  /** The server took the document away while it was shown. */
  readonly lost: CloseReason | null
  /** Who changed last what this person may do here, where the server said it; milliseconds since 1970. */
  readonly changedBy: { readonly name: string; readonly at: number } | null
  /** Raised when rights here may be others than the page was made with, and the post is still theirs. */
  readonly rightsChanged: number
  /** Raised when moments of the history may be called something else. */
  readonly namesChanged: number
  /** The right to edit went away while it was open. */
  readonly lowered: boolean
  /** What was shown had drifted from the server's document, and is the same again. */
  readonly repaired: boolean
}

export type PostSession = {
  readonly doc: Y.Doc
  readonly awareness: CalmAwareness
  readonly status: Store<PostStatus>
  readonly people: Store<readonly PostPerson[]>
  readonly fields: LiveFields
  /** Shows this person to the others; before, they are here for nobody. */
  readonly appear: () => void
  /** The repair was read. */
  readonly hideRepair: () => void
  readonly say: (state: {
    page?: string
    mode?: PostPerson['mode']
    typing?: boolean
    thread?: string | null
    follows?: string | null
    view?: object | null
  }) => void
  /** What this page has, for commands that freeze the text; base64. */
  readonly stateVector: () => string
  /** Resolves when everything typed here is stored; rejects with the signal's reason. */
  readonly whenSaved: (signal: AbortSignal) => Promise<void>
  readonly retry: () => void
  readonly close: () => void
}

/** Without a connection and without a copy on the device an opening has failed after this long. */
const OPEN_WITHIN_MS = 4_500
const REMEMBER_EVERY_MS = 300
/** The copy on the device comes first: its edits go with the first handshake. */
const DEVICE_WITHIN_MS = 1_000

type SessionOptions = {
  readonly socket: Socket
  readonly me: Me
  readonly postId: string
  /** It takes the place of a session whose document was beyond repair. */
  readonly afterDrift: boolean
  /** This document is beyond repair: close the session and open another one. */
  readonly onDrift: () => void
}

export function openPostSession({ socket, me, postId, afterDrift, onDrift }: SessionOptions): PostSession {
  const doc = asWritten(new Y.Doc())
  const awareness = new CalmAwareness(doc)
  let state: SaveState = NOTHING_TYPED
  let text: PostStatus['text'] = 'loading'
  let failure: OpenFailure | null = null
  let device: PostStatus['device'] = 'unknown'
  let local: LocalCopy | null = null
  let appeared = () => {}
  const hasAppeared = new Promise<void>(resolve => {
    appeared = resolve
  })
  /** Access as the server said it, or as the last visit knew it. */
  let access: 'edit' | 'read' | 'unknown' = 'unknown'
  let lowered = false
  let changedBy: PostStatus['changedBy'] = null
  let rightsChanged = 0
  let namesChanged = 0
  let repaired = false
  let ended = false

  const statusNow = (): PostStatus => ({
    text,
    failure,
    canEdit: access === 'edit' && state.closed === null && socket.state.get().phase !== 'refused',
    save: saveSign(state, signOf(socket.state.get()), device === 'kept'),
    waiting: unsaved(state),
    device,
    storedAt: state.storedAt,
    lost: text === 'shown' ? state.closed : null,
    changedBy,
    rightsChanged,
    namesChanged,
    lowered,
    repaired,
  })
  const status = createStore<PostStatus>(statusNow())
  const people = createStore<readonly PostPerson[]>([])
  const show = () => {
    const next = statusNow()
    if (!sameStatus(status.get(), next)) status.set(next)
  }
  const happen = (event: SaveEvent) => {
    const before = unsaved(state)
    state = stepSave(state, event)
    if (unsaved(state) !== before) rememberSoon(before === 0)
    show()
  }

  const fail = (reason: OpenFailure) => {
    if (text !== 'loading') return
    text = 'failed'
    failure = reason
    show()
  }
  const reveal = () => {
    text = 'shown'
    failure = null
    clearTimeout(tooLong)
    show()
  }
  let tooLong = setTimeout(() => fail('no_connection'), OPEN_WITHIN_MS)

  let remembering: ReturnType<typeof setTimeout> | undefined
  const remember = async () => {
    remembering = undefined
    const unsent = unsaved(state)
    // Another tab may have been closed with edits of its own: they are this one's now.
    const afterOthers = access === 'edit' && (unsent === 0 || !state.connected)
    // Before all of it is read, nothing is known of what of it is stored. SPEC CN414.
    if (device !== 'unknown') await local?.remember({ unsent, access, swept: unstored.swept() }, afterOthers)
  }
  const rememberSoon = (atOnce: boolean) => {
    // After the edit itself.
    if (atOnce) queueMicrotask(remember)
    else remembering ??= setTimeout(remember, REMEMBER_EVERY_MS)
  }

  const unstored = watchUnstoredUpdates(doc, () => rememberSoon(true))
  let link: DocumentLink | undefined

  // Listens before the link does: an edit has its number when the message that carries it goes out. What the device
  // adds once the link is there goes out like an edit, so it counts like one.
  doc.on('update', (_update: Uint8Array, origin: unknown) => {
    const fromDevice = local !== null && origin === local.origin
    if (fromDevice ? link !== undefined : origin !== link?.provider) happen({ type: 'edit' })
  })

  const openLink = () => {
    link = linkDocument({
      socket,
      name: docName.post(postId as PostId),
      document: doc,
      awareness,
      unstored,
      before: () => inTime(access === 'unknown' ? undefined : remember()),
      events: {
        onAdmitted: readOnly => {
          lowered = readOnly && access === 'edit'
          access = readOnly ? 'read' : 'edit'
          if (changedBy) rightsChanged += 1
          happen({ type: 'admitted', readOnly })
          void remember()
          awareness.repeat()
        },
        onSynced: reveal,
        onHandshake: () => happen({ type: 'step2_sent' }),
        onUpdateSent: () => happen({ type: 'update_sent' }),
        onTooLarge: () => happen({ type: 'trouble', reason: 'too_large' }),
        onAnswered: stored => happen({ type: 'answered', stored, at: Date.now() }),
        onNote: noteArrived,
        onInterrupted: word => {
          happen({ type: 'disconnected' })
          if (word === 'rate_limited') happen({ type: 'trouble', reason: 'rate_limited' })
          if (word === 'overloaded') happen({ type: 'trouble', reason: 'storage_unavailable' })
        },
        onStopped: reason => {
          happen({ type: 'closed', reason })
          fail(reason)
        },
      },
    })
  }
  const noteArrived = (payload: string) => {
    const note = parseServerNote(payload)
    switch (note?.type) {
      case 'save_trouble':
        if (note.reason === 'too_large') link?.leaveOutDeleted()
        return happen({ type: 'trouble', reason: note.reason })
      case 'save_resumed':
        return happen({ type: 'resumed' })
      case 'editor_outdated':
        return happen({ type: 'closed', reason: 'editor_outdated' })
      case 'access_changed':
        changedBy = { name: note.by, at: Date.parse(note.at) }
        if (!note.closes) rightsChanged += 1
        return show()
      case 'moments_named':
        namesChanged += 1
        return show()
      case 'content_verdict':
        return proofs.verdict(note.verdict, note.hash)
    }
  }

  const proofs = createContentProofs({
    doc,
    after: afterDrift ? 'fresh' : 'none',
    isAtRest: () => isAtRest(state),
    send: proof => link?.provider.sendStateless(JSON.stringify(proof)),
    resync: () => link?.provider.forceSync(),
    replace: () => void (local?.forget() ?? Promise.resolve()).then(onDrift),
    onRepaired: () => {
      repaired = true
      show()
    },
  })

  const linger = createLinger<PostPerson>(next => {
    if (!samePeople(people.get(), next)) people.set(next)
  })
  const onAwareness = () => linger.take(peopleInPost(awareness.getStates().values()))
  awareness.on('change', onAwareness)
  awareness.setLocalState(null)

  const unwatch = socket.state.subscribe(() => {
    if (socket.state.get().phase === 'refused') fail(socket.state.get().refusal ?? 'unauthenticated')
    show()
  })

  const keep = (keeps: boolean) => {
    device = keeps ? 'kept' : 'refused'
    if (keeps) void remember()
    show()
  }
  const loadLocal = async () => {
    const copy = await openLocalCopy(me.id, postId, doc, keep)
    if (ended) return copy?.close()
    local = copy
    if (!copy) return keep(false)
    const facts = await copy.facts()
    const kept = await copy.loaded
    if (ended) return
    if (facts.unsent > 0) unstored.restore(facts.swept ?? Y.mergeUpdates([...kept]), facts.swept !== null)
    if (device === 'unknown') device = 'kept'
    show()
    // Even a lost count is no lie: `restored` keeps Saved away until the server has acknowledged a handshake.
    if (link === undefined && (facts.unsent > 0 || hasText(doc))) happen({ type: 'restored', unsent: facts.unsent })
    if (access === 'unknown') access = facts.access
    else void remember()
    if (hasText(doc) && text !== 'shown') reveal()
  }
  const begin = async () => {
    const loaded = loadLocal().catch(() => keep(false))
    await inTime(loaded)
    // Who sends what is kept has nothing to send before; who looks at the post does not wait.
    await Promise.race([loaded, hasAppeared])
    if (!ended) openLink()
  }
  void begin()

  return {
    doc,
    awareness,
    status,
    people,
    fields: openLiveFields(doc),
    appear: () => {
      appeared()
      const user = { id: me.id, name: me.name, color: `var(--p${me.color})` }
      awareness.setLocalState({ ...awareness.getLocalState(), user })
    },
    hideRepair: () => {
      repaired = false
      show()
    },
    say: said => {
      awareness.setLocalState({ ...awareness.getLocalState(), ...said })
    },
    stateVector: () => toBase64(Y.encodeStateVector(doc)),
    whenSaved: async signal => {
      await whenFound(status, ({ save }) => save.state === 'saved' || save.state === 'read_only' || null, signal)
    },
    retry: () => {
      if (text === 'failed') {
        text = 'loading'
        failure = null
        clearTimeout(tooLong)
        tooLong = setTimeout(() => fail('no_connection'), OPEN_WITHIN_MS)
        show()
      }
      socket.retry()
      link?.reopen()
    },
    close: () => {
      ended = true
      proofs.stop()
      clearTimeout(tooLong)
      if (remembering !== undefined) {
        clearTimeout(remembering)
        void remember()
      }
      unwatch()
      awareness.off('change', onAwareness)
      linger.stop()
      link?.close()
      local?.close()
      doc.destroy()
    },
  }
}

/** A stuck device is not waited for. */
function inTime(work: Promise<void> | undefined): Promise<unknown> {
  return Promise.race([work, new Promise(resolve => setTimeout(resolve, DEVICE_WITHIN_MS))])
}

function hasText(doc: Y.Doc): boolean {
  return doc.getXmlFragment('body').length > 0
}

function sameStatus(a: PostStatus, b: PostStatus): boolean {
  const { save: saveA, ...restA } = a
  const { save: saveB, ...restB } = b
  return sameValues(restA, restB) && sameValues(saveA, saveB)
}

function sameValues(a: object, b: object): boolean {
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every(key => (a as Record<string, unknown>)[key] === (b as Record<string, unknown>)[key])
  )
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
