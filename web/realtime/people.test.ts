import { expect, it } from 'vitest'
import { peopleInPost, peopleOnline, samePeople } from './people.ts'

const state = (id: string, more: object = {}) => ({ user: { id, name: id, color: 'var(--p3)' }, ...more })

it('[PR20] is one entry a person; the most active tab speaks, any tab may type', () => {
  const people = peopleInPost([
    state('mira', { mode: 'idle', typing: true }),
    state('mira', { mode: 'editing' }),
    state('aiko', { typing: true, thread: 't1', follows: 'mira' }),
  ])
  expect(people).toEqual([
    { id: 'aiko', name: 'aiko', color: 3, mode: 'viewing', typing: true, thread: 't1', follows: 'mira' },
    { id: 'mira', name: 'mira', color: 3, mode: 'editing', typing: true, thread: null, follows: null },
  ])
})

it('[PR20] leaves out what names nobody and believes no colour but ours', () => {
  const odd = { user: { id: 'x', name: 'X', color: 'url(evil)' } }
  expect(peopleOnline([{}, null, 'x', { user: { id: 1 } }, odd])).toEqual([{ id: 'x', name: 'X', color: 1 }])
})

it('compares by value', () => {
  expect(samePeople(peopleOnline([state('a')]), peopleOnline([state('a')]))).toBe(true)
  expect(samePeople(peopleOnline([state('a')]), peopleOnline([state('a', { page: '/' })]))).toBe(false)
})
