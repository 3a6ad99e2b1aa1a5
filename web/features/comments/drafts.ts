/** Comments that were begun and not sent, kept on this device until they are, one for each box and person. */
import { holdPage } from '#web/leaving.ts'

/** `mentions`: who is meant by an `@Name` in the text. */
export type Draft = {
  readonly text: string
  readonly mentions: readonly { readonly userId: string; readonly label: string }[]
}

export const EMPTY_DRAFT: Draft = { text: '', mentions: [] }

export const PREFIX = 'galley_comment'

/** @param box a thread's id, `new`, or `edit:<comment id>` */
export function draftKey(personId: string, postId: string, box: string): string {
  return `${PREFIX}:${personId}:${postId}:${box}`
}

/** Where storage is closed to us or full they live as long as the page, which is not closed unasked then. */
const unkept = new Map<string, Draft>()
let letGo: (() => void) | undefined

export function readDraft(key: string): Draft {
  const draft = unkept.get(key)
  if (draft) return draft
  try {
    return parseDraft(JSON.parse(localStorage.getItem(key) ?? 'null'))
  } catch {
    // Storage may be closed to us (private window), or hold what is no draft.
    return EMPTY_DRAFT
  }
}

export function keepDraft(key: string, draft: Draft): void {
  unkept.delete(key)
  try {
    if (draft.text.trim() === '') localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(draft))
  } catch {
    if (draft.text.trim() !== '') unkept.set(key, draft)
  }
  letGo?.()
  letGo = unkept.size > 0 ? holdPage(false) : undefined
}

function parseDraft(value: unknown): Draft {
  if (typeof value !== 'object' || value === null || !('text' in value) || typeof value.text !== 'string') {
    return EMPTY_DRAFT
  }
  const mentions = 'mentions' in value && Array.isArray(value.mentions) ? value.mentions : []
  return {
    text: value.text,
    mentions: mentions.flatMap(one =>
      typeof one?.userId === 'string' && typeof one?.label === 'string'
        ? [{ userId: one.userId, label: one.label }]
        : [],
    ),
  }
}
