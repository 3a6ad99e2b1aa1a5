import { expect, test } from 'vitest'
import { wordDifferences } from '#domain/text/difference.ts'
import { fieldChanges } from './field-changes.ts'

const CHANNELS = [{ id: 'm', name: 'Mastodon' }]
const COVER = `${'k3'.repeat(13)}-10x10`

test('[PS30] what stands beside the text counts as it is read, each thing once', () => {
  const was = { 'tag:sea': 'Sea', slug: 'fog', 'text:m': 'Fog at sea.', cover: COVER, coverAlt: 'A buoy' }
  expect(fieldChanges(was, was, CHANNELS)).toEqual([])
  // Not shown as anything else, so nothing has changed.
  expect(fieldChanges(was, { ...was, 'tag:': '', note: 1 }, CHANNELS)).toEqual([])
  const now = { 'tag:sea': 'Sea', 'tag:fog': 'Fog', 'text:m': 'Fog and ice at sea.', 'text:x': 'New', cover: COVER }
  expect(fieldChanges(was, now, CHANNELS).map(({ called }) => called)).toEqual([
    'Tags',
    'Address',
    'Cover',
    'Text for Mastodon',
    'Text for a channel that was removed',
  ])
  const { older = '', newer = '' } = fieldChanges(was, now, CHANNELS)[3] ?? {}
  expect(wordDifferences(older, newer).filter(({ kind }) => kind !== 'same')).toEqual([
    { kind: 'added', text: expect.stringContaining('and ice') },
  ])
})
