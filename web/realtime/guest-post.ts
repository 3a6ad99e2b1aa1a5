/**
 * The live side of a guest's page: one socket, opened with the pass of a share link, the one post of that link to look
 * on, and what is said about it where the link lets guests comment. Nothing is kept on the device.
 */
import * as Y from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import type { PostId } from '#domain/contract/ids.ts'
import { asWritten } from '#domain/text/as-written.ts'
import { CalmAwareness } from './calm-awareness.ts'
import { signOf } from './connection.ts'
import { linkDocument } from './document-link.ts'
import { parseServerNote } from './entries.ts'
import { type DiscussionSnapshot, openDiscussion } from './live-discussion.ts'
import { openSocket } from './socket.ts'
import { createStore, type Store } from './store.ts'
import { requestTicket } from './tickets.ts'

export type GuestState = {
  /** `ended`: the link opens nothing any more. */
  readonly text: 'loading' | 'shown' | 'ended'
  readonly connection: 'live' | 'connecting' | 'offline' | 'refused'
  /** How many people are in the post, this guest among them; null until the server has said it. */
  readonly people: number | null
}

export type GuestPost = {
  readonly doc: Y.Doc
  readonly state: Store<GuestState>
  /** Null where the link is for reading. */
  readonly threads: Store<DiscussionSnapshot> | null
  readonly close: () => void
}

type GuestOptions = { readonly postId: string; readonly pass: string; readonly mayComment: boolean }

export function openGuestPost({ postId, pass, mayComment }: GuestOptions): GuestPost {
  const doc = asWritten(new Y.Doc())
  const awareness = new CalmAwareness(doc)
  awareness.setLocalState({ mode: 'viewing' })
  const socket = openSocket(() => requestTicket('/api/v1/guest/ticket', { authorization: `Guest ${pass}` }))
  const state = createStore<GuestState>({ text: 'loading', connection: 'connecting', people: null })
  const show = (change: Partial<GuestState>) => state.set({ ...state.get(), ...change })
  const unwatch = socket.state.subscribe(() => show({ connection: signOf(socket.state.get()) }))
  const link = linkDocument({
    socket,
    name: docName.post(postId as PostId),
    document: doc,
    awareness,
    events: {
      onAdmitted: () => awareness.repeat(),
      onSynced: () => show({ text: 'shown' }),
      onNote: payload => {
        const note = parseServerNote(payload)
        if (note?.type === 'people_here') show({ people: note.count })
      },
      onStopped: () => show({ text: 'ended' }),
    },
  })
  const discussion = mayComment ? openDiscussion(socket, postId) : null
  return {
    doc,
    state,
    threads: discussion?.threads ?? null,
    close: () => {
      unwatch()
      discussion?.close()
      link.close()
      socket.stop()
      doc.destroy()
    },
  }
}
