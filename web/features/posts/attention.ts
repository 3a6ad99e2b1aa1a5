/** Why a post needs somebody, in words, and the one thing to do about it. Pure. */
import { CHANNEL_KIND_FACTS, findChannelKind } from '#domain/contract/channel-kinds.ts'
import type { FeedDelivery } from '#domain/contract/feed-shape.ts'
import type { Role } from '#domain/contract/rights.ts'
import type { Tone } from '#web/ui/status-glyph.tsx'
import type { PostAction } from './api.ts'
import { offerOf } from './offer.ts'
import { isOverdue, type PostRow } from './rows.ts'

type Step = PostAction & { readonly word: string }

export type Attention = {
  readonly tone: Tone
  readonly why: string
  /** The best one first; empty for roles that may only look. */
  readonly steps: readonly Step[]
  /** It was due: a time or channels are asked for before anything is done. */
  readonly asks: readonly ('publish' | 'schedule')[]
}

/** Null for posts that need nobody. @param clock words for a moment, e.g. `07:00` */
export function attentionOf(row: PostRow, role: Role, nowMs: number, clock: (at: string) => string): Attention | null {
  if (isOverdue(row, nowMs)) {
    const may = offerOf('publish', row.state, role).as === 'open'
    return {
      tone: 'warn',
      why: `Was due at ${clock(row.scheduledAt ?? row.at)}${row.heldAt ? ', while the server was off.' : ' and has not gone out.'}`,
      steps: [],
      asks: may ? ['publish', 'schedule'] : [],
    }
  }
  // What an earlier text brought somewhere is no part of what became of this one.
  const deliveries = (row.deliveries ?? []).filter(({ earlier }) => !earlier)
  switch (row.state) {
    case 'failed':
    case 'partly_published': {
      const failed = deliveries.find(({ state }) => state === 'failed')
      return {
        tone: 'failed',
        why: [partly(deliveries), failed ? failure(failed) : 'It did not go out.'].filter(Boolean).join(' '),
        steps: [
          ...(offerOf('retry', row.state, role).as === 'open'
            ? [{ command: 'retry', word: 'Retry', expected: 'publishing' } as const]
            : []),
          ...(failed && row.state === 'partly_published' && offerOf('confirm', row.state, role).as === 'open'
            ? [leaveOut(failed)]
            : []),
        ],
        asks: [],
      }
    }
    case 'unconfirmed': {
      const open = deliveries.find(({ state }) => state === 'unconfirmed')
      const may = offerOf('confirm', row.state, role).as === 'open'
      return {
        tone: 'warn',
        why: `${open?.name ?? 'A channel'} did not answer. It may have gone out.`,
        steps: open && may ? confirmSteps(open) : [],
        asks: [],
      }
    }
    default:
      return null
  }
}

/** The channel that is named as the reason: the post is out elsewhere, and need not be there. Nothing is sent. */
function leaveOut({ channelId }: FeedDelivery): Step {
  return { command: 'confirm', word: 'Leave it out', expected: null, body: { channelId, outcome: 'left_out' } }
}

function confirmSteps({ channelId, kind }: FeedDelivery): readonly Step[] {
  const known = findChannelKind(kind)
  const ask: Step = { command: 'look-up', word: 'Check again', expected: null, body: { channelId } }
  return [
    ...(known && CHANNEL_KIND_FACTS[known].canLookUp ? [ask] : []),
    { command: 'confirm', word: 'It went out', expected: null, body: { channelId, outcome: 'published' } },
    { command: 'confirm', word: 'It did not', expected: null, body: { channelId, outcome: 'failed' } },
  ]
}

function partly(deliveries: readonly FeedDelivery[]): string {
  const out = deliveries.filter(({ state }) => state === 'published').length
  return out > 0 ? `Published on ${out} of ${deliveries.length}.` : ''
}

function failure({ name, reason }: FeedDelivery): string {
  return reason ? `${name}: ${reason}` : `${name} refused it.`
}
