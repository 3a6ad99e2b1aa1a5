import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { setShared } from './projection.ts'

test('[FD70] an entry that goes into many feeds is encoded once, and is read like any other', () => {
  let reads = 0
  const entry = {
    get title() {
      reads += 1
      return 'Tides'
    },
    viewers: [{ id: 'a', color: 3 }],
  }
  const feeds = Array.from({ length: 20 }, () => new Y.Doc())
  const updates = feeds.map(doc => {
    const told: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => told.push(update))
    const posts = doc.getMap<object>('posts')
    doc.transact(() => {
      posts.set('before', { title: 'Other' })
      setShared(posts, 'p', { title: 'Old' })
      setShared(posts, 'p', entry)
      setShared(posts, 'q', ['u1'])
    })
    posts.set('after', { title: 'Later' })
    return told
  })
  expect(reads).toBe(1)

  const shown = {
    before: { title: 'Other' },
    p: { title: 'Tides', viewers: [{ id: 'a', color: 3 }] },
    q: ['u1'],
    after: { title: 'Later' },
  }
  for (const [index, doc] of feeds.entries()) {
    const followed = new Y.Doc()
    for (const update of updates[index] ?? []) Y.applyUpdate(followed, update)
    const opened = new Y.Doc()
    Y.applyUpdate(opened, Y.encodeStateAsUpdate(doc))
    const late = new Y.Doc()
    Y.applyUpdateV2(late, Y.encodeStateAsUpdateV2(doc))
    for (const one of [followed, opened, late]) expect(one.getMap('posts').toJSON()).toEqual(shown)
  }
})
