import { expect, it } from 'vitest'
import { DELIVERY } from '#tests/support/post-row.ts'
import { meantChannels, waitingChannels } from './goes.ts'

it('[PS413] a planned post goes to the channels it waits for, not to those where an earlier text of it is out', () => {
  const out = { ...DELIVERY, channelId: 'c2', state: 'published', earlier: true } as const
  expect(waitingChannels({ deliveries: [DELIVERY, out] })).toEqual(['c1'])
  expect(meantChannels({ deliveries: [DELIVERY, out] })).toEqual(['c1'])
  expect(waitingChannels({ deliveries: [out] })).toEqual([])
  expect(meantChannels({ deliveries: [out] })).toEqual(['c2'])
  expect(meantChannels({})).toEqual([])
})
