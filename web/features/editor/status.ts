/** Shape, colour and word of a post's and a delivery's state, and which commands a person is offered. */
import type { DeliveryState, PostCommand, PostState } from '#domain/contract/post-status.ts'
import { rightFor, TRANSITIONS } from '#domain/contract/post-status.ts'
import { can, type Role } from '#domain/contract/rights.ts'
import type { GlyphName, Tone } from '#web/ui/status-glyph.tsx'

type Look = { readonly glyph: GlyphName; readonly tone: Tone; readonly word: string }

const STATES: Record<PostState, Look> = {
  draft: { glyph: 'draft', tone: 'draft', word: 'Draft' },
  in_review: { glyph: 'review', tone: 'review', word: 'In review' },
  approved: { glyph: 'approved', tone: 'approved', word: 'Approved' },
  scheduled: { glyph: 'scheduled', tone: 'scheduled', word: 'Scheduled' },
  publishing: { glyph: 'publishing', tone: 'publishing', word: 'Publishing' },
  published: { glyph: 'published', tone: 'published', word: 'Published' },
  failed: { glyph: 'failed', tone: 'failed', word: 'Failed' },
  partly_published: { glyph: 'partly', tone: 'warn', word: 'Partly published' },
  unconfirmed: { glyph: 'unconfirmed', tone: 'warn', word: 'Unconfirmed' },
  archived: { glyph: 'left-out', tone: 'draft', word: 'Archived' },
  deleted: { glyph: 'left-out', tone: 'failed', word: 'In the bin' },
}

const DELIVERIES: Record<DeliveryState, Look> = {
  queued: { glyph: 'queued', tone: 'draft', word: 'Queued' },
  publishing: { glyph: 'publishing', tone: 'publishing', word: 'Publishing' },
  published: { glyph: 'published', tone: 'published', word: 'Published' },
  failed: { glyph: 'failed', tone: 'failed', word: 'Failed' },
  unconfirmed: { glyph: 'unconfirmed', tone: 'warn', word: 'Unconfirmed' },
}

export const stateLook = (state: PostState): Look => STATES[state]
export const deliveryLook = (state: DeliveryState): Look => DELIVERIES[state]
export const stateWord = (state: PostState): string => STATES[state].word

/** `hidden`: the role never gives this command; `refused`: not in this state, and why. */
export type Offer =
  | { readonly as: 'open' }
  | { readonly as: 'refused'; readonly why: string }
  | { readonly as: 'hidden' }

export function offerOf(command: PostCommand, state: PostState, role: Role): Offer {
  if (!can(role, rightFor(command, state))) return { as: 'hidden' }
  const cell = TRANSITIONS[state][command]
  return 'refused' in cell ? { as: 'refused', why: cell.refused } : { as: 'open' }
}
