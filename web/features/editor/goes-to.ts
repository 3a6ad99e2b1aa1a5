/** Where a post goes and went, in the order people look for it. Pure. SPEC PS221. */
import type { FeedDelivery, FeedPost } from '#domain/contract/feed-shape.ts'
import type { EditorChannel } from './load.ts'

export type Goal = EditorChannel & {
  readonly delivery: FeedDelivery | null
  /** Whether it can be chosen now: neither switched off nor removed. */
  readonly isOpen: boolean
}

/** Channels that have it or are to get it first, those that were switched off or removed since too; then the others. */
export function goalsOf(channels: readonly EditorChannel[], deliveries: readonly FeedDelivery[] = []): readonly Goal[] {
  const deliveryById = new Map(deliveries.map(delivery => [delivery.channelId, delivery]))
  const openIds = new Set(channels.map(({ id }) => id))
  const open = channels.map(channel => ({ ...channel, delivery: deliveryById.get(channel.id) ?? null, isOpen: true }))
  const gone = deliveries
    .filter(({ channelId }) => !openIds.has(channelId))
    .map(delivery => ({
      id: delivery.channelId,
      name: delivery.name,
      kind: delivery.kind,
      delivery,
      isOpen: false,
    }))
  return [
    ...open.filter(({ delivery }) => delivery !== null),
    ...gone,
    ...open.filter(({ delivery }) => delivery === null),
  ]
}

/** What is pressed to publish: names where, when there is no choice. */
export function publishWord({ state }: Pick<FeedPost, 'state'>, channels: readonly EditorChannel[]): string {
  const [only] = channels.length === 1 ? channels : []
  const verb = state === 'published' ? 'Update' : 'Publish now'
  if (!only) return `${verb}…`
  const where = only.kind === 'site' ? 'the site' : only.name
  return state === 'published' ? `${verb} ${where}` : `${verb} to ${where}`
}
