/** What a row's menu offers: legal commands of its state, and whether this role may give them. */
import type { PostState } from '#domain/contract/post-status.ts'
import type { Role } from '#domain/contract/rights.ts'
import type { PlainCommand } from './api.ts'
import { offerOf } from './offer.ts'

export type Offer = {
  readonly command: PlainCommand | 'delete'
  readonly word: string
  /** State the row shows at once while the server decides. */
  readonly expected: PostState
}

const WORDS: Record<Offer['command'], string> = {
  submit: 'Ask for review',
  approve: 'Approve',
  'request-changes': 'Ask for changes',
  unschedule: 'Take off the schedule',
  restore: 'Restore',
  archive: 'Archive',
  delete: 'Move to bin',
}

const ORDER = ['submit', 'approve', 'request-changes', 'unschedule', 'restore', 'archive', 'delete'] as const

/** Publishing is not among them: it asks where to, so it is done at the post. */
export function offersFor(state: PostState, role: Role): readonly Offer[] {
  return ORDER.flatMap(command => {
    const offer = offerOf(command, state, role)
    if (offer.as !== 'open') return []
    // Approving what is approved already would only surprise in a list.
    if (offer.to === state) return []
    return [{ command, word: WORDS[command], expected: expectedState(offer.to) }]
  })
}

/** The likely answer where the table leaves it to the server. */
function expectedState(target: string): PostState {
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
