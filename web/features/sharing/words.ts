/** Words about who may see a post. Pure. */
import { ACCESS_LEVELS, type AccessLevel, type ShareLevel } from '#domain/contract/inputs/sharing.ts'

const LEVEL_WORDS: Record<AccessLevel, string> = { view: 'Can read', comment: 'Can comment', edit: 'Can edit' }

export const LEVEL_CHOICES = ACCESS_LEVELS.map(value => ({ value, word: LEVEL_WORDS[value] }))

export function shareLevelWords(level: ShareLevel): string {
  return level === 'comment' ? 'Read and comment' : 'Read'
}

/** How long a new link lives; null until it is turned off. */
export const LINK_LIVES = [
  { days: 7, word: 'For a week' },
  { days: 1, word: 'For a day' },
  { days: 30, word: 'For 30 days' },
  { days: null, word: 'Until turned off' },
] as const
