import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { openLiveFields } from './live-fields.ts'

test('[PR640] in the text of a channel, words that are selected and deleted the next moment come back; what is typed in one go is one step', () => {
  const fields = openLiveFields(new Y.Doc())
  const now = () => Object.values(fields.store.get()).at(0)
  const write = (...stages: string[]) => {
    for (const stage of stages) fields.writeText('channel', stage, String(now() ?? ''))
  }
  write('B', 'Buo', 'Buoy', 'Buoys')
  write('')
  expect(now()).toBe('')
  fields.undoText('channel', 'undo')
  expect(now()).toBe('Buoys')
  fields.undoText('channel', 'undo')
  expect(now()).toBe('B')
})
