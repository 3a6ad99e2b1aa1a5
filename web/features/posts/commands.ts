/** What a post's menu offers besides moving it: legal commands of its state that this role may give. */
import type { PostState } from '#domain/contract/post-status.ts'
import type { Role } from '#domain/contract/rights.ts'
import type { PostAction } from './api.ts'
import { offerOf } from './offer.ts'

const WORDS = {
  restore: 'Restore',
  archive: 'Archive',
  delete: 'Move to bin',
} as const

const ORDER = ['restore', 'archive', 'delete'] as const

type Offer = PostAction & {
  readonly command: keyof typeof WORDS
  readonly word: string
  /** Why not now: what is going out cannot be called back, and the menu says so instead of hiding it. */
  readonly refused?: string
}

export function putAwayOffers(state: PostState, role: Role): readonly Offer[] {
  return ORDER.flatMap(command => {
    const offer = offerOf(command, state, role)
    if (offer.as === 'refused' && state === 'publishing' && command !== 'restore') {
      return [{ command, word: WORDS[command], expected: state, refused: offer.why }]
    }
    if (offer.as !== 'open') return []
    return [{ command, word: WORDS[command], expected: expectedState(offer.to) }]
  })
}

/** The likely answer where the table leaves it to the server. */
export function expectedState(target: string): PostState {
  switch (target) {
    case 'approved_or_draft':
      return 'approved'
    case 'before_archive':
    case 'folded':
      return 'draft'
    default:
      return target as PostState
  }
}
