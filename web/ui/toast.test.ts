import * as sonner from 'sonner'
import { expect, test } from 'vitest'
import { until } from '#tests/support/until.ts'
import { openNotes, toast, toastError } from './toast.ts'

test('what is said before notes can be shown is shown then, in the order it was said', async () => {
  const titles = () => sonner.toast.getToasts().flatMap(note => ('title' in note ? [note.title] : []))
  toast('Moved', { id: 'undo' })
  toast('Moved again', { id: 'undo' })
  toastError('Not moved')
  await import('sonner')
  expect(titles()).toEqual([])
  openNotes(sonner)
  await until(() => titles().length === 2)
  expect(titles().toSorted()).toEqual(['Moved again', 'Not moved'])
})
