import { Document } from '@hocuspocus/server'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { follow } from '#tests/support/follow.ts'
import { createProjection } from './projection.ts'

const contentOf = (doc: Y.Doc) => ({ posts: doc.getMap('posts').toJSON(), typing: doc.getMap('typing').toJSON() })

test('[FD70] an entry that goes into many feeds is encoded once, and is read like any other', () => {
  let reads = 0
  const entry = {
    get title() {
      reads += 1
      return 'Tides'
    },
    viewers: [{ id: 'a', color: 3 }],
  }
  const feeds = Array.from({ length: 20 }, (_, index) => new Document(`feed:${index}`))
  const tabs = feeds.map(document => {
    const projection = createProjection(document)
    const posts = projection.map<object>('posts')
    const early = follow(document)
    posts.set('p', { title: 'Old' })
    projection.tell()
    posts.set('p', entry)
    posts.set('q', ['u1'])
    projection.tell()
    return [early, follow(document)]
  })
  expect(reads).toBe(1)
  const shown = { posts: { p: { title: 'Tides', viewers: [{ id: 'a', color: 3 }] }, q: ['u1'] }, typing: {} }
  for (const { doc } of tabs.flat()) expect(contentOf(doc)).toEqual(shown)
})

const key = fc.constantFrom('a', 'b', 'c')
const value = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.array(fc.string()),
  fc.record({ rev: fc.nat(), title: fc.string() }),
)
const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), map: fc.constantFrom('posts', 'typing'), key, value }),
  fc.record({ do: fc.constant('delete' as const), map: fc.constantFrom('posts', 'typing'), key }),
  fc.constant({ do: 'tell' as const }),
  fc.constant({ do: 'open' as const }),
  fc.record({ do: fc.constant('miss' as const), tab: fc.nat(5) }),
)

test('[FD75] whenever a document of rows is opened, and whatever was missed, Yjs reads what stands in it', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const document = new Document('feed:mira')
      const projection = createProjection(document)
      const maps = { posts: projection.map<unknown>('posts'), typing: projection.map<unknown>('typing') }
      const tabs = [follow(document)]
      /** Had it open once, and comes back with what it had then. */
      const away: Y.Doc[] = []
      for (const one of steps) {
        if (one.do === 'tell') projection.tell()
        else if (one.do === 'open') {
          projection.tell()
          tabs.push(follow(document))
        } else if (one.do === 'miss') {
          const tab = tabs[one.tab]
          if (!tab) continue
          const doc = new Y.Doc()
          Y.applyUpdate(doc, Y.encodeStateAsUpdate(tab.doc))
          away.push(doc)
        } else {
          const map = one.map === 'posts' ? maps.posts : maps.typing
          if (one.do === 'set') map.set(one.key, one.value)
          else map.delete(one.key)
        }
      }
      projection.tell()
      for (const doc of away) Y.applyUpdate(doc, projection.missing(Y.encodeStateVector(doc)))
      const stands = { posts: Object.fromEntries(maps.posts.shown()), typing: Object.fromEntries(maps.typing.shown()) }
      for (const doc of [...tabs.map(tab => tab.doc), ...away, follow(document).doc]) {
        expect(contentOf(doc)).toEqual(stands)
        expect(doc.store.pendingStructs).toBeNull()
        // Another Yjs may be told by it, in either form.
        const passedOn = new Y.Doc()
        Y.applyUpdateV2(passedOn, Y.encodeStateAsUpdateV2(doc))
        expect(contentOf(passedOn)).toEqual(stands)
      }
    }),
    { numRuns: 300 },
  )
})

test('[FD75] an update that comes before the answer to the first word is taken when that is there', () => {
  const document = new Document('feed:mira')
  const projection = createProjection(document)
  const posts = projection.map('posts')
  posts.set('p', 'first')
  projection.tell()
  const early = new Y.Doc()
  const { doc } = follow(document)
  doc.on('update', (update: Uint8Array) => Y.applyUpdate(early, update))
  posts.set('p', 'second')
  posts.delete('q')
  projection.tell()
  expect(early.store.pendingStructs).not.toBeNull()
  Y.applyUpdate(early, projection.missing(Y.encodeStateVector(early)))
  expect(contentOf(early).posts).toEqual({ p: 'second' })
  expect(early.store.pendingStructs).toBeNull()
})

test('[FD51] its size is counted as a browser has it that saw every change', () => {
  const document = new Document('feed:mira')
  const projection = createProjection(document)
  const posts = projection.map('posts')
  const { doc } = follow(document)
  for (let rev = 0; rev < 5_000; rev++) {
    posts.set(`${crypto.randomUUID().slice(0, -2)}${rev % 40}`, { rev, title: 'A buoy' })
    posts.set('p', { rev, title: 'A buoy' })
    if (rev % 3 === 0) posts.delete([...posts.shown()][0]?.[0] ?? '')
    projection.tell()
  }
  const bytes = Y.encodeStateAsUpdate(doc).byteLength
  expect(projection.bytes()).toBeGreaterThan(bytes * 0.8)
  expect(projection.bytes()).toBeLessThan(bytes * 1.3)
})
