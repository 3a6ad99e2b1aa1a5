/** Faults of what is not there yet, so that nobody takes their silence for an answer. */
import type { Row } from '../row.ts'

const LATER: readonly (readonly [id: string, what: string, why: string])[] = [
  ['F9', 'Redis drops, doubles, reorders, is away', 'several collab-servers over Redis are not there yet'],
  ['F10', 'two nodes on one document, one killed or put to sleep', 'a second node is not there yet'],
  ['F16', 'an upgrade with migrations while people are connected', 'there is one version so far'],
  ['F30', 'an hour of fifty tabs', 'it takes an hour'],
]

export const later: readonly Row[] = LATER.map(([id, what, why]) => ({
  id,
  what,
  goal: '',
  run: async () => ({ ran: false, why }),
}))
