import { expect, it } from 'vitest'
import { POST_STATES } from '#domain/contract/post-status.ts'
import { changedWords, dueWords, nowWords, takenWords } from './row-words.ts'

it('[FD60] says which text goes out, of approved and scheduled posts alone', () => {
  expect(changedWords({ state: 'approved', changedSince: 'approval' })?.short).toBe('Changed since approval')
  expect(changedWords({ state: 'scheduled', changedSince: 'schedule' })?.short).toBe('Changed since scheduled')
  expect(changedWords({ state: 'scheduled' })).toBeNull()
  const others = POST_STATES.filter(state => state !== 'approved' && state !== 'scheduled')
  // A command of this tab that is under way: its state is shown, its feed not here yet.
  for (const state of others) expect(changedWords({ state, changedSince: 'approval' })).toBeNull()
})

it('[PS81] names nobody when it was the time that was faster', () => {
  expect(takenWords('Mira', { state: 'published' })).toBe('Mira has just published it.')
  expect(takenWords('Mira', { state: 'published', scheduledAt: '2025-03-28T07:00:00.000Z' })).toBe(
    'Its time came first: it is published now. Decide again.',
  )
  expect(takenWords('Mira', { state: 'scheduled', scheduledAt: '2025-03-28T07:00:00.000Z' })).toBe(
    'Mira has just scheduled it.',
  )
})

it('[PS410] says that a post goes out only of a time that is to come', () => {
  const scheduledAt = '2025-03-28T07:00:00.000Z'
  const due = Date.parse(scheduledAt)
  expect(dueWords({ scheduledAt }, due - 1)).toBe('Goes out')
  expect(dueWords({ scheduledAt }, due + 1)).toBe('Was due')
  expect(dueWords({ scheduledAt, heldAt: '2025-03-28T09:00:00.000Z' }, 0)).toBe('Was due')
})

it('[PS410] says of what was frozen that it goes out, and of no other post', () => {
  const frozen = POST_STATES.filter(state => !nowWords(state).includes('as it is stored now'))
  expect(frozen).toEqual(['approved', 'scheduled'])
})
