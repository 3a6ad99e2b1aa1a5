import { Document } from '@hocuspocus/server'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { applyRow, createRooms } from './rooms.ts'

test('[CN621] what one edit took is let go with it, and does not grow old in the list for the next one', () => {
  const document = new Document('post:one')
  const room = createRooms().open(document, { seq: 0, snapshotSeq: 0, updates: [], owners: new Map(), damage: [] })
  // The list that Yjs hands out is the one that it has kept since the edit before.
  const kept: (readonly Y.Transaction[])[] = []
  document.on('afterAllTransactions', (_doc, transactions) => kept.push(transactions))

  const author = new Y.Doc()
  author.on('update', (update: Uint8Array) => applyRow(room, { seq: room.seq + 1, update, author: 'mira' }, null))
  author.getText('body').insert(0, 'one')
  author.getText('body').insert(3, ' two')

  expect(document.getText('body').toString()).toBe('one two')
  expect(kept).toEqual([[], []])
})
