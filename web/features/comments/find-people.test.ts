import { describe, expect, test } from 'vitest'
import { findPeople, mentionHint, tellApart } from './find-people.ts'

const person = (id: string, name: string) => ({ id, name, color: 1, hasAccess: true, address: '' })
const people = [
  person('mira-1234', 'Mira Okafor'),
  person('miro-1234', 'Miro'),
  person('zoe-12345', 'Zoé Miller'),
  person('aiko-1234', 'Aiko'),
]

describe('the list under an @', () => {
  test('people are found by any part of their name, without accents, who is here first', () => {
    const names = (query: string, here: readonly string[] = []) =>
      findPeople(people, query, new Set(here)).map(({ name }) => name)
    expect(names('mi')).toEqual(['Mira Okafor', 'Miro', 'Zoé Miller'])
    expect(names('mi', ['miro-1234'])).toEqual(['Miro', 'Mira Okafor', 'Zoé Miller'])
    expect(names('zoe')).toEqual(['Zoé Miller'])
    expect(names('mira ok')).toEqual(['Mira Okafor'])
    expect(names('x')).toEqual([])
  })

  test('[CM241] people of one name are told apart by their address, others show none', () => {
    const [mira, other, zoe] = tellApart([
      { ...person('mira-1234', 'Mira Okafor'), address: 'mira@example.org' },
      { ...person('mira-5678', 'Mira Okafor'), address: 'okafor@example.org', hasAccess: false },
      { ...person('zoe-12345', 'Zoé Miller'), address: 'zoe@example.org' },
    ])
    const hint = (one: typeof mira) => one && mentionHint(one, new Set(['mira-1234', 'zoe-12345']))
    expect([mira, other, zoe].map(hint)).toEqual([
      'mira@example.org · In the post now',
      'okafor@example.org · No access · Invite',
      'In the post now',
    ])
  })

  test('[CM51] everybody in the post is the last choice, and who has no access stands behind those who have', () => {
    const jonas = { ...person('jonas-123', 'Adam'), hasAccess: false }
    const found = findPeople([jonas, ...people], '', new Set(['zoe-12345']))
    expect(found.map(({ name }) => name)).toEqual(['Zoé Miller', 'Aiko', 'Mira Okafor', 'Miro', 'Adam', 'everyone'])
    expect(found.map(one => mentionHint(one, new Set(['zoe-12345'])))).toEqual([
      'In the post now',
      null,
      null,
      null,
      'No access · Invite',
      'All who take part in this post',
    ])
    expect(findPeople(people, 'ev', new Set()).map(({ id }) => id)).toEqual(['everyone'])
  })
})
