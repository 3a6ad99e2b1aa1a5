/** What can be done with several posts at once: each command with those of them that may take it. Pure. */
import type { PostCommand } from '#domain/contract/post-status.ts'
import type { Role } from '#domain/contract/rights.ts'
import type { PostAction } from './api.ts'
import { expectedState } from './commands.ts'
import { offerOf } from './offer.ts'
import type { PostRow } from './rows.ts'

type BulkOffer = {
  readonly word: string
  readonly action: PostAction
  /** Those that may take it; the others are left alone. */
  readonly rows: readonly PostRow[]
}

const WORDS = [
  ['submit', 'Ask for review'],
  ['approve', 'Approve'],
  ['archive', 'Archive'],
  ['delete', 'Move to bin'],
] as const satisfies readonly (readonly [PostCommand, string])[]

/** Commands that none of them may take are left out. */
export function bulkOffers(rows: readonly PostRow[], role: Role): readonly BulkOffer[] {
  return WORDS.flatMap(([command, word]) => {
    const open = rows.flatMap(row => {
      const offer = offerOf(command, row.state, role)
      return offer.as === 'open' && offer.to !== row.state ? [{ row, to: offer.to }] : []
    })
    const [first] = open
    if (!first) return []
    return [{ word, action: { command, expected: expectedState(first.to) }, rows: open.map(({ row }) => row) }]
  })
}
