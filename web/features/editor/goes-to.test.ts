import { expect, test } from 'vitest'
import type { FeedDelivery } from '#domain/contract/feed-shape.ts'
import { goalsOf, publishWord } from './goes-to.ts'

const channel = (id: string) => ({ id, name: id, kind: 'webhook' })
const delivery = (channelId: string, state: FeedDelivery['state']): FeedDelivery => ({
  channelId,
  name: channelId,
  kind: 'webhook',
  state,
  url: null,
  reason: null,
})

test('[PS221] where a post went comes first, also what was switched off or removed since', () => {
  const goals = goalsOf(
    [channel('a'), channel('b'), channel('c')],
    [delivery('gone', 'failed'), delivery('c', 'published')],
  )
  expect(goals.map(({ id, delivery, isOpen }) => [id, delivery?.state ?? null, isOpen])).toEqual([
    ['c', 'published', true],
    ['gone', 'failed', false],
    ['a', null, true],
    ['b', null, true],
  ])
  expect(goalsOf([channel('a')]).map(({ id }) => id)).toEqual(['a'])
})

test('[PS352] the button that publishes names the one channel there is, whatever its kind', () => {
  const site = { id: 's', name: 'Public site', kind: 'site' }
  const word = (state: 'draft' | 'published', ...channels: (typeof site)[]) => publishWord({ state }, channels)
  expect([word('draft', site), word('published', site)]).toEqual(['Publish now to the site', 'Update the site'])
  expect([word('draft', channel('Radio')), word('published', channel('Radio'))]).toEqual([
    'Publish now to Radio',
    'Update Radio',
  ])
  expect([word('draft'), word('draft', site, channel('Radio'))]).toEqual(['Publish now…', 'Publish now…'])
})
