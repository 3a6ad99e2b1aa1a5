import { expect, test } from 'vitest'
import { NOTIFICATION_KINDS } from './feed-shape.ts'
import { MOST_ACTORS, noticeSentence, whoWords } from './notice-words.ts'

const named = (...names: string[]) => names.map((name, index) => ({ id: `u${index}`, name, color: 1 }))
const facts = { severity: 'info', subject: 'A buoy', body: '100 reactions', actors: named('Mira'), count: 3 } as const

test('[NT4] each kind says what happened, by whom and about what', () => {
  const said = Object.fromEntries(NOTIFICATION_KINDS.map(kind => [kind, noticeSentence({ ...facts, kind })]))
  expect(said).toMatchInlineSnapshot(`
    {
      "approved": "Mira approved “A buoy”",
      "burst": "Much happened at once: 3 more notices",
      "changes_requested": "Mira asked for changes to “A buoy”",
      "comment": "Mira commented on “A buoy”",
      "member_joined": "Mira joined “A buoy”",
      "mention": "Mira mentioned you in “A buoy”",
      "milestone": "“A buoy” passed 100 reactions",
      "post_failed": "“A buoy” could not be published",
      "post_held": "“A buoy” was due while the server was off",
      "post_published": "“A buoy” is published",
      "post_scheduled": "Mira scheduled “A buoy”",
      "post_unconfirmed": "Nobody knows yet whether “A buoy” is out",
      "reply": "Mira replied to you in “A buoy”",
      "review_requested": "Mira asked you to review “A buoy”",
      "system": "A buoy",
    }
  `)
  expect(noticeSentence({ ...facts, kind: 'post_failed', severity: 'warning', subject: '' })).toBe(
    '“Untitled” is not on every channel',
  )
})

test('[NT4] people are named, many of them are counted', () => {
  expect(whoWords([])).toBe('Somebody')
  expect(whoWords(named('Mira', 'Aiko'))).toBe('Mira and Aiko')
  expect(whoWords(named('Mira', 'Aiko', 'Sam'))).toBe('Mira, Aiko and Sam')
  expect(whoWords(named('Mira', 'Aiko', 'Sam', 'Jo'))).toBe('Mira, Aiko and 2 others')
  expect(whoWords(named(...Array.from({ length: MOST_ACTORS }, (_, index) => `P${index}`)))).toBe(
    'P0, P1 and many others',
  )
})
