/** What goes with the text of an open post, tags, address and channel texts, as live and shared as the text itself. */
import * as Y from 'yjs'
import type { ImageId } from '#domain/contract/images.ts'
import { changeWords } from '#domain/text/change-words.ts'
import {
  COVER_ALT_KEY,
  COVER_KEY,
  FIELDS,
  type Fields,
  SLUG_KEY,
  tagKey,
  textKey,
  tidyTag,
} from '#domain/text/post-fields.ts'
import { createStore, type Store } from './store.ts'

export type LiveFields = {
  readonly store: Store<Fields>
  readonly addTag: (tag: string) => void
  readonly removeTag: (tag: string) => void
  /** Null lets the address follow the title. */
  readonly setSlug: (slug: string | null) => void
  /** Another picture needs other words; null takes the cover off. */
  readonly setCover: (id: ImageId | null) => void
  readonly setCoverAlt: (words: string) => void
  /**
   * The channel has a text of its own from then on.
   * @param shown what the person saw when they typed: what others wrote since stays
   */
  readonly writeText: (channelId: string, words: string, shown: string) => void
  /** The channel follows the post again. */
  readonly dropText: (channelId: string) => void
  /** Takes back what this page typed in that text, nobody else's words. */
  readonly undoText: (channelId: string, how: 'undo' | 'redo') => void
}

/** Ends with the document. */
export function openLiveFields(doc: Y.Doc): LiveFields {
  const map = doc.getMap(FIELDS)
  const store = createStore<Fields>(map.toJSON())
  map.observeDeep(() => store.set(map.toJSON()))
  const undoByText = new Map<Y.Text, Y.UndoManager>()

  function textOf(channelId: string): Y.Text | null {
    const text = map.get(textKey(channelId))
    return text instanceof Y.Text ? text : null
  }

  return {
    store,
    addTag: tag => {
      const tidy = tidyTag(tag)
      if (tidy !== '' && !map.has(tagKey(tidy))) map.set(tagKey(tidy), tidy)
    },
    removeTag: tag => map.delete(tagKey(tag)),
    setSlug: slug => {
      if (slug === null) map.delete(SLUG_KEY)
      else if (map.get(SLUG_KEY) !== slug) map.set(SLUG_KEY, slug)
    },
    setCover: id =>
      doc.transact(() => {
        map.delete(COVER_ALT_KEY)
        if (id === null) map.delete(COVER_KEY)
        else map.set(COVER_KEY, id)
      }),
    setCoverAlt: words => map.set(COVER_ALT_KEY, words),
    writeText: (channelId, words, shown) => {
      const text = textOf(channelId)
      if (!text) return map.set(textKey(channelId), new Y.Text(words))
      const undo = undoByText.get(text) ?? new Y.UndoManager(text, { trackedOrigins: new Set([text]) })
      undoByText.set(text, undo)
      // Words that were selected are gone with a key: a step of its own, or undo would take what was just typed as well.
      if (shown.length - words.length > 1) undo.stopCapturing()
      changeWords(text, words, shown)
    },
    dropText: channelId => map.delete(textKey(channelId)),
    undoText: (channelId, how) => {
      const text = textOf(channelId)
      if (text) undoByText.get(text)?.[how]()
    },
  }
}
