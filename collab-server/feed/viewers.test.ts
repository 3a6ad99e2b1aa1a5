import { expect, test } from 'vitest'
import { peopleOf } from './viewers.ts'

const mira = { id: 'mira-1', name: 'Mira', color: 'var(--p3)' }
const ole = { id: 'ole-1', name: 'Ole', color: 'var(--p7)' }

test('[FD7] several tabs of one person are one viewer, with the strongest mode', () => {
  const states = [
    { user: ole, mode: 'idle' },
    { user: mira, mode: 'viewing' },
    { user: mira, mode: 'editing', cursor: {} },
    { user: mira, mode: 'idle' },
  ]
  expect(peopleOf(states)).toEqual([
    { id: 'mira-1', name: 'Mira', color: 3, mode: 'editing' },
    { id: 'ole-1', name: 'Ole', color: 7, mode: 'idle' },
  ])
})

test('states that the server has not stamped, or that are not of the contract, are nobody', () => {
  expect(peopleOf([{}, null, 'x', { mode: 'editing' }, { user: { id: 7 } }])).toEqual([])
})
