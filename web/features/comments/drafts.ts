/** Comments that were begun and not sent, kept on this device until they are, one for each box and person. */

/** `mentions`: who is meant by an `@Name` in the text. */
export type Draft = {
  readonly text: string
  readonly mentions: readonly { readonly userId: string; readonly label: string }[]
}

export const EMPTY_DRAFT: Draft = { text: '', mentions: [] }

const PREFIX = 'galley_comment'

/** @param box a thread's id, `new`, or `edit:<comment id>` */
export function draftKey(personId: string, postId: string, box: string): string {
  return `${PREFIX}:${personId}:${postId}:${box}`
}

export function readDraft(key: string): Draft {
  try {
    return parseDraft(JSON.parse(localStorage.getItem(key) ?? 'null'))
  } catch {
    // Storage may be closed to us (private window), or hold what is no draft.
    return EMPTY_DRAFT
  }
}

export function keepDraft(key: string, draft: Draft): void {
  try {
    if (draft.text.trim() === '') localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(draft))
  } catch {
    return
  }
}

/** Of this person, on sign-out. */
export function forgetDrafts(personId: string): void {
  try {
    const own = `${PREFIX}:${personId}:`
    for (const key of Object.keys(localStorage)) if (key.startsWith(own)) localStorage.removeItem(key)
  } catch {
    return
  }
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
