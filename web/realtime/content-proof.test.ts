import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import type { ContentProof, ProofRepair } from '#domain/contract/stateless.ts'
import { docFromJson } from '#domain/text/document.ts'
import { proofBytes } from '#domain/text/proof.ts'
import { createContentProofs, RARELY_MS, REST_MS } from './content-proof.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function page({ atRest = () => true, after = 'none' }: { atRest?: () => boolean; after?: ProofRepair } = {}) {
  const doc = docFromJson({ type: 'doc', content: [{ type: 'title' }, { type: 'paragraph' }] })
  const asked: ContentProof[] = []
  const done: string[] = []
  const proofs = createContentProofs({
    doc,
    after,
    isAtRest: atRest,
    send: proof => void asked.push(proof),
    resync: () => void done.push('resync'),
    replace: () => void done.push('replace'),
    onRepaired: () => void done.push('repaired'),
  })
  return {
    doc,
    asked,
    done,
    proofs,
    change: () => doc.getMap('fields').set('tags', Math.random()),
    answer: (verdict: 'same' | 'different' | 'not_comparable') => proofs.verdict(verdict, asked.at(-1)?.hash ?? ''),
  }
}

describe('[CN70] the page proves what it holds when nothing moves', () => {
  test('after five seconds of rest, then rarely, then again after a change', () => {
    const { asked, answer, change } = page()
    vi.advanceTimersByTime(REST_MS - 1)
    expect(asked).toHaveLength(0)
    vi.advanceTimersByTime(1)
    expect(asked).toHaveLength(1)
    answer('same')
    vi.advanceTimersByTime(RARELY_MS - 1)
    expect(asked).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(asked).toHaveLength(2)
    change()
    vi.advanceTimersByTime(REST_MS)
    expect(asked).toHaveLength(3)
    expect(asked[2]?.hash).not.toBe(asked[1]?.hash)
    expect(asked[1]).toEqual(asked[0])
  })

  test('not while something is under way', () => {
    let rest = false
    const { asked } = page({ atRest: () => rest })
    vi.advanceTimersByTime(REST_MS * 3)
    expect(asked).toHaveLength(0)
    rest = true
    vi.advanceTimersByTime(REST_MS)
    expect(asked).toHaveLength(1)
  })

  test('an answer to a question that a change has outdated means nothing', () => {
    const { asked, done, change, answer } = page()
    for (let round = 0; round < 10; round++) {
      vi.advanceTimersByTime(REST_MS)
      change()
      answer('different')
    }
    expect(asked).toHaveLength(10)
    expect(done).toEqual([])
  })
})

describe('[CN71] a difference is put right', () => {
  test('by asking for everything both ways, once it has been seen three times in a row', () => {
    const { asked, done, change, answer } = page()
    for (const _ of [1, 2, 3]) {
      vi.advanceTimersByTime(REST_MS)
      answer('not_comparable')
    }
    expect(done).toEqual(['resync'])
    // What the server sent.
    change()
    vi.advanceTimersByTime(REST_MS)
    expect(asked.at(-1)?.after).toBe('resync')
    answer('same')
    expect(done).toEqual(['resync', 'repaired'])
    change()
    vi.advanceTimersByTime(REST_MS)
    expect(asked.at(-1)?.after).toBe('none')
  })

  test('by a fresh document, where that did not help; once', () => {
    const { done, answer } = page()
    for (let round = 0; round < 6; round++) {
      vi.advanceTimersByTime(REST_MS)
      answer('different')
    }
    expect(done).toEqual(['resync', 'replace'])

    const fresh = page({ after: 'fresh' })
    for (let round = 0; round < 6; round++) {
      vi.advanceTimersByTime(RARELY_MS)
      fresh.answer('different')
    }
    expect(fresh.done).toEqual([])
    fresh.change()
    vi.advanceTimersByTime(REST_MS)
    expect(fresh.asked.at(-1)?.after).toBe('fresh')
    fresh.answer('same')
    expect(fresh.done).toEqual(['repaired'])
  })
})

describe('[CN72] the same document has the same proof, another one has not', () => {
  const start = () =>
    docFromJson({
      type: 'doc',
      content: [{ type: 'title' }, { type: 'paragraph', content: [{ type: 'text', text: 'abc' }] }],
    })
  const copyOf = (doc: Y.Doc) => {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
    return copy
  }
  const firstText = (doc: Y.Doc) => (doc.getXmlFragment('body').get(1) as Y.XmlElement).get(0) as Y.XmlText

  test('however it came about', () => {
    const doc = start()
    const other = copyOf(doc)
    firstText(doc).insert(1, 'x')
    firstText(doc).delete(0, 1)
    other.getMap('fields').set('tags', ['a'])
    const [one, two] = [copyOf(doc), copyOf(other)]
    Y.applyUpdate(one, Y.encodeStateAsUpdate(other))
    Y.applyUpdate(two, Y.encodeStateAsUpdate(doc))
    expect(proofBytes(one)).toEqual(proofBytes(two))
  })

  test('a struct, a deletion, an order or a field that differs', () => {
    const doc = start()
    const proof = proofBytes(doc)
    const typed = copyOf(doc)
    firstText(typed).insert(0, 'x')
    const deleted = copyOf(doc)
    firstText(deleted).delete(0, 1)
    const field = copyOf(doc)
    field.getMap('fields').set('slug', 'x')
    for (const other of [typed, deleted, field]) expect(proofBytes(other)).not.toEqual(proof)
    expect(proofBytes(copyOf(doc))).toEqual(proof)
  })
})
