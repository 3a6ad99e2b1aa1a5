/** What happens to times that people plan by. */
import { expect, test } from 'vitest'
import { createDice } from './dice.ts'
import { f19 } from './rows/f19-clock-changes.ts'

test('[PS35] F19: in any zone and year, a time that is missing or comes twice is asked about, any other is taken exactly', async () => {
  const outcome = await f19.run({ dice: createDice(20_261_125), full: false, count: undefined, note: () => undefined })
  expect(outcome).toMatchObject({ ran: true, faults: [] })
})
