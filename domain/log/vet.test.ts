import { updateYFragment } from '@tiptap/y-tiptap'
import fc from 'fast-check'
import { createEncoder, toUint8Array, writeUint8, writeVarString, writeVarUint } from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { LIMITS } from '#domain/contract/limits.ts'
import { docFromJson, type JsonNode, nodeFromJson } from '#domain/text/document.ts'
import { BODY, editorSchema } from '#domain/text/schema.ts'
import { longUpdate } from '#tests/attacks/crafted-update.ts'
import { anyDocument } from '#tests/support/arbitrary-document.ts'
import { type Vetted, vet, vetInSteps } from './vet.ts'

const names = { nodes: new Set(Object.keys(editorSchema.nodes)), marks: new Set(Object.keys(editorSchema.marks)) }
const ANNA = 'anna-0001'
const BEN = 'ben-00001'

/** A server that applies exactly what the vet lets through, as commit-first does. */
function createRoom(start: Y.Doc = startDocument()) {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(start))
  const owners = new Map<number, string>([[start.clientID, 'system']])
  const receive = (update: Uint8Array, author = ANNA): Vetted => {
    const verdict = vet(update, { doc, author, owners, names })
    if (verdict.verdict !== 'ok' || verdict.empty) return verdict
    Y.applyUpdate(doc, verdict.update)
    for (const client of verdict.clients) owners.set(client, author)
    expect(doc.store.pendingStructs).toBeNull()
    expect(doc.store.pendingDs).toBeNull()
    return verdict
  }
  return { doc, owners, receive, join: () => cloneOf(doc) }
}

function startDocument(): Y.Doc {
  return docFromJson({ type: 'doc', content: [{ type: 'title' }, { type: 'paragraph' }] })
}

function cloneOf(doc: Y.Doc): Y.Doc {
  const clone = new Y.Doc()
  Y.applyUpdate(clone, Y.encodeStateAsUpdate(doc))
  return clone
}

function changeOf(doc: Y.Doc, change: (doc: Y.Doc) => void): Uint8Array {
  const before = Y.encodeStateVector(doc)
  doc.transact(() => change(doc))
  return Y.encodeStateAsUpdate(doc, before)
}

/** What the editor's binding does when its document becomes another one. */
function edit(doc: Y.Doc, json: JsonNode): void {
  const body = doc.getXmlFragment(BODY)
  doc.transact(() => updateYFragment(doc, body, nodeFromJson(json), { mapping: new Map(), isOMark: new Map() }))
}

describe('honest editors', () => {
  const step = fc.record({
    who: fc.nat(2),
    json: anyDocument,
    does: fc.constantFrom('edit', 'edit', 'edit', 'undo', 'leave', 'return'),
  })

  test('[UL13] whatever they write together passes, and every copy ends as the room', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), steps => {
        const room = createRoom()
        const tabs = [ANNA, BEN, 'cleo-0001'].map(author => ({
          author,
          doc: room.join(),
          online: true,
          undo: null as Y.UndoManager | null,
        }))
        for (const tab of tabs) {
          tab.undo = new Y.UndoManager(tab.doc.getXmlFragment(BODY), { captureTimeout: 0 })
          tab.doc.on('update', (update: Uint8Array, origin: unknown) => {
            if (origin === 'server' || !tab.online) return
            expect(room.receive(update, tab.author).verdict).toBe('ok')
            for (const other of tabs) if (other.online && other !== tab) Y.applyUpdate(other.doc, update, 'server')
          })
        }
        const comeBack = (tab: (typeof tabs)[number]) => {
          Y.applyUpdate(tab.doc, Y.encodeStateAsUpdate(room.doc, Y.encodeStateVector(tab.doc)), 'server')
          tab.online = true
          const all = Y.encodeStateAsUpdate(tab.doc, Y.encodeStateVector(room.doc))
          expect(room.receive(all, tab.author).verdict).toBe('ok')
          for (const other of tabs) if (other.online && other !== tab) Y.applyUpdate(other.doc, all, 'server')
        }
        for (const { who, json, does } of steps) {
          const tab = tabs[who]
          if (!tab) continue
          if (does === 'edit') edit(tab.doc, json)
          else if (does === 'undo') tab.undo?.undo()
          else if (does === 'leave') tab.online = false
          else comeBack(tab)
        }
        for (const tab of tabs) comeBack(tab)
        for (const tab of tabs) expect(Y.equalSnapshots(Y.snapshot(tab.doc), Y.snapshot(room.doc))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  test('[UL13] fields take plain values', () => {
    const room = createRoom()
    const tab = room.join()
    for (const value of ['slug', 3, true, null, ['a', 'b'], { de: 'Hallo' }]) {
      expect(room.receive(changeOf(tab, doc => doc.getMap('fields').set('key', value))).verdict).toBe('ok')
    }
  })

  test('[UL271] a value that is set again and again without a connection passes, with those before it in one piece', () => {
    const room = createRoom()
    const tab = room.join()
    // What may be undone is kept, and grows together.
    const undo = new Y.UndoManager([tab.getMap('fields')], { captureTimeout: 0 })
    const before = Y.encodeStateVector(tab)
    for (const value of ['one', 'two', 'three', 'four']) tab.getMap('fields').set('slug', value)
    const update = Y.encodeStateAsUpdate(tab, before)
    expect(Y.decodeUpdate(update).structs.map(({ length }) => length)).toEqual([3, 1])
    // As somebody sends it who wants them to stand.
    const deletions = createEncoder()
    for (const number of [1, tab.clientID, 1, 0, 3]) writeVarUint(deletions, number)
    const structs = update.subarray(0, update.byteLength - toUint8Array(deletions).byteLength)
    expect(room.receive(new Uint8Array([...structs, 0])).verdict).toBe('refused')

    expect(room.receive(update).verdict).toBe('ok')
    undo.undo()
    undo.undo()
    expect(room.receive(Y.encodeStateAsUpdate(tab, Y.encodeStateVector(room.doc))).verdict).toBe('ok')
    for (const doc of [tab, room.doc, cloneOf(room.doc)]) expect(doc.getMap('fields').toJSON()).toEqual({ slug: 'two' })
  })

  test('[PS50] the text of a channel is written as the post is: words under a key of its own, nothing else', () => {
    const room = createRoom()
    const tab = room.join()
    const words = (doc: Y.Doc) => doc.getMap('fields').get('text:one') as Y.Text
    const changes: ((doc: Y.Doc) => void)[] = [
      doc => doc.getMap('fields').set('text:one', new Y.Text('A buoy speaks')),
      doc => words(doc).insert(6, ' now'),
      doc => words(doc).delete(0, 2),
      doc => doc.getMap('fields').set('text:one', new Y.Text('Anew')),
      doc => doc.getMap('fields').delete('text:one'),
    ]
    for (const change of changes) expect(room.receive(changeOf(tab, change)).verdict).toBe('ok')
    expect(room.doc.getMap('fields').toJSON()).toEqual({})
  })

  test('[UL13] an update that was merged from several passes', () => {
    const room = createRoom()
    const tab = room.join()
    const parts = ['a', 'b', 'c'].map(word => changeOf(tab, doc => paragraphOf(doc).insert(0, [new Y.XmlText(word)])))
    expect(room.receive(Y.mergeUpdates(parts)).verdict).toBe('ok')
  })

  test('[UL21] what is known already needs no row', () => {
    const room = createRoom()
    const tab = room.join()
    const update = changeOf(tab, doc => paragraphOf(doc).insert(0, [new Y.XmlText('a')]))
    expect(room.receive(update)).toMatchObject({ verdict: 'ok', empty: false })
    expect(room.receive(update)).toMatchObject({ verdict: 'ok', empty: true })
    const deletion = changeOf(tab, doc => paragraphOf(doc).delete(0, 1))
    expect(room.receive(deletion)).toMatchObject({ empty: false, clients: [] })
    expect(room.receive(Y.encodeStateAsUpdate(tab))).toMatchObject({ empty: true })
  })

  test('[UL21] a part that is known already is not stored again', () => {
    const room = createRoom()
    const tab = room.join()
    const first = changeOf(tab, doc => paragraphOf(doc).insert(0, [new Y.XmlText('x'.repeat(5000))]))
    const second = changeOf(tab, doc => textOf(doc).insert(3, 'y'))
    room.receive(first)
    const verdict = room.receive(Y.mergeUpdates([first, second]))
    if (verdict.verdict !== 'ok') throw new Error(verdict.why)
    expect(verdict.update.byteLength).toBeLessThan(200)
    expect(room.doc.getXmlFragment(BODY).toString()).toBe(tab.getXmlFragment(BODY).toString())
  })
})

describe('what does not hold together', () => {
  const room = createRoom()
  const tab = room.join()
  const good = changeOf(tab, doc => paragraphOf(doc).insert(0, [new Y.XmlText('some words')]))

  test('[UL14] random bytes, cut off updates and long declarations', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
        const verdict = vet(bytes, { doc: room.doc, author: ANNA, owners: room.owners, names })
        if (verdict.verdict === 'ok') expect(appliesInFull(room.doc, verdict.update)).toBe(true)
      }),
    )
    for (let length = 0; length < good.byteLength; length++) expect(verdictOf(good.slice(0, length))).not.toBe('ok')
    expect(verdictOf(new Uint8Array([1, 255, 255, 255, 15, 1, 0]))).toBe('refused')
  })

  test('[UL14] one changed byte never lets something in that does not apply', () => {
    const source = Y.mergeUpdates([good, Y.encodeStateAsUpdate(tab)])
    fc.assert(
      fc.property(fc.nat(source.byteLength - 1), fc.nat(255), (at, byte) => {
        const bytes = source.slice()
        bytes[at] = byte
        const verdict = vet(bytes, { doc: room.doc, author: ANNA, owners: room.owners, names })
        if (verdict.verdict === 'ok') expect(appliesInFull(room.doc, verdict.update)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('[UL15] a gap', () => {
    const writer = room.join()
    changeOf(writer, doc => paragraphOf(doc).insert(0, [new Y.XmlText('a')]))
    const later = changeOf(writer, doc => textOf(doc).insert(1, 'b'))
    expect(verdictOf(later)).toBe('behind')
  })

  test('[UL15] neighbours, parents and deletions that are not there', () => {
    const stranger = room.join()
    changeOf(stranger, doc => paragraphOf(doc).insert(0, [new Y.XmlText('unsent')]))
    const writer = cloneOf(stranger)
    expect(verdictOf(changeOf(writer, doc => textOf(doc).insert(3, 'x')))).toBe('behind')
    expect(verdictOf(changeOf(cloneOf(stranger), doc => textOf(doc).delete(0, 2)))).toBe('behind')
  })

  test('[UL16] structs of somebody else, and collected ones over their future clocks', () => {
    const ours = createRoom()
    const victim = ours.join()
    ours.receive(
      changeOf(victim, doc => paragraphOf(doc).insert(0, [new Y.XmlText('mine')])),
      BEN,
    )
    const thief = ours.join()
    thief.clientID = victim.clientID
    const stolen = changeOf(thief, doc => textOf(doc).insert(0, 'not mine'))
    expect(ours.receive(stolen, ANNA)).toMatchObject({ verdict: 'refused', reason: 'bad_message' })
    const collected = gcUpdate(victim.clientID, Y.getState(ours.doc.store, victim.clientID), 1000)
    expect(ours.receive(collected, ANNA)).toMatchObject({ verdict: 'refused' })
  })

  test('[UL17] odd lengths, clocks and ids, too many structs and clients', () => {
    expect(verdictOf(gcUpdate(77, 0, 0))).toBe('refused')
    expect(verdictOf(gcUpdate(77, 0, 2 ** 40))).toBe('refused')
    expect(verdictOf(gcUpdate(2 ** 40, 0, 1))).toBe('refused')
    const manyClients = Array.from({ length: LIMITS.updateClients + 1 }, (_, index) => gcUpdate(100 + index, 0, 1))
    expect(verdictOf(Y.mergeUpdates(manyClients))).toBe('refused')
    expect(verdictOf(gcUpdate(77, 0, 1, LIMITS.updateStructs + 1))).toBe('refused')
  })

  function verdictOf(update: Uint8Array): Vetted['verdict'] {
    return vet(update, { doc: room.doc, author: ANNA, owners: room.owners, names }).verdict
  }
})

describe('[UL18] [UL19] [UL20] what no editor writes', () => {
  const refusals: Record<string, (doc: Y.Doc) => void> = {
    '[UL18] another root': doc => doc.getMap('notes').set('a', 1),
    '[UL18] a root of text': doc => doc.getText('prosemirror').insert(0, 'a'),
    '[UL18] fields used as a list': doc => doc.getArray('fields').insert(0, [1]),
    '[UL18] attributes of the body': doc => doc.getMap(BODY).set('a', 1),
    '[UL18] text in the body': doc => doc.getXmlFragment(BODY).insert(0, [new Y.XmlText('a')]),
    '[UL19] an unknown node': doc => doc.getXmlFragment(BODY).insert(0, [new Y.XmlElement('script')]),
    '[UL19] a node with the name of the whole document': doc =>
      doc.getXmlFragment(BODY).insert(0, [new Y.XmlElement('__proto__')]),
    '[UL19] an unknown mark': doc =>
      paragraphOf(doc).insert(0, [textWith(text => text.insert(0, 'a', { blink: true }))]),
    '[UL19] an embed': doc => paragraphOf(doc).insert(0, [textWith(text => text.insertEmbed(0, { image: 'x' }))]),
    '[UL19] a document in the document': doc => doc.getMap('fields').set('a', new Y.Doc()),
    '[UL19] a hook': doc => paragraphOf(doc).insert(0, [new Y.XmlHook('a') as unknown as Y.XmlText]),
    '[UL19] bytes': doc => doc.getMap('fields').set('a', new Uint8Array([1])),
    '[UL19] a list in the fields': doc => doc.getMap('fields').set('a', new Y.Array()),
    '[PS50] words under another key': doc => doc.getMap('fields').set('a', new Y.Text('a')),
    '[PS50] words of a channel with a mark': doc =>
      doc.getMap('fields').set(
        'text:a',
        textWith(text => text.insert(0, 'a', { bold: true }), new Y.Text()),
      ),
    '[PS50] words of a channel with attributes': doc =>
      doc.getMap('fields').set(
        'text:a',
        textWith(text => text.setAttribute('a', 1), new Y.Text()),
      ),
    '[PS50] words of a channel that are an element': doc =>
      doc.getMap('fields').set('text:a', new Y.XmlElement('paragraph')),
    '[PS50] words of a channel that are text of the body': doc =>
      doc.getMap('fields').set('text:a', new Y.XmlText('a')),
    '[PS50] words of a channel in the body': doc =>
      paragraphOf(doc).insert(0, [new Y.Text('a') as unknown as Y.XmlText]),
    '[UL20] a deep nest': doc => paragraphOf(doc).insert(0, [nest(LIMITS.depth + 1)]),
  }
  for (const [title, change] of Object.entries(refusals)) {
    test(title, () => {
      const room = createRoom()
      expect(room.receive(changeOf(room.join(), change))).toMatchObject({ verdict: 'refused', reason: 'bad_message' })
    })
  }

  test('[UL19] kinds are judged by the place, also when it is reached through neighbours alone', () => {
    const room = createRoom()
    const fragment = room.doc.getXmlFragment(BODY)
    const neighbour = fragment.get(0)._item
    if (!neighbour) throw new Error('no neighbour')
    const update = itemUpdate({ client: 77, clock: 0, origin: neighbour.lastId, text: 'in the root' })
    expect(room.receive(update)).toMatchObject({ verdict: 'refused', why: expect.stringContaining('body') })
  })

  test('[UL22] neighbours in different places', () => {
    const room = createRoom()
    const tab = room.join()
    room.receive(changeOf(tab, doc => paragraphOf(doc).insert(0, [new Y.XmlText('abc')])))
    const inBody = room.doc.getXmlFragment(BODY).get(0)._item
    const inText = textOf(room.doc)._start
    if (!inBody || !inText) throw new Error('no neighbours')
    const update = itemUpdate({ client: 77, clock: 0, origin: inText.id, rightOrigin: inBody.id, text: 'x' })
    expect(room.receive(update)).toMatchObject({ verdict: 'refused', why: expect.stringContaining('different places') })
  })

  test('[UL19] a parent that can hold nothing', () => {
    const room = createRoom()
    const tab = room.join()
    room.receive(changeOf(tab, doc => paragraphOf(doc).insert(0, [new Y.XmlText('abc')])))
    const letters = textOf(room.doc)._start
    if (!letters) throw new Error('no text')
    expect(room.receive(itemUpdate({ client: 77, clock: 0, parent: letters.id, text: 'x' }))).toMatchObject({
      verdict: 'refused',
    })
  })

  test('[UL20] the limit itself is allowed', () => {
    const room = createRoom()
    // The paragraph is one level, the innermost element of the nest stands on the last one.
    expect(room.receive(changeOf(room.join(), doc => paragraphOf(doc).insert(0, [nest(LIMITS.depth)]))).verdict).toBe(
      'ok',
    )
  })

  test('[UL20] a deep nest that grows from update to update', () => {
    const room = createRoom()
    const tab = room.join()
    let inner = paragraphOf(tab)
    let depth = 1
    for (; depth < LIMITS.depth + 5; depth++) {
      const child = new Y.XmlElement('blockquote')
      const verdict = room.receive(changeOf(tab, () => inner.insert(0, [child])))
      if (verdict.verdict === 'refused') break
      inner = child
    }
    expect(depth).toBe(LIMITS.depth + 1)
  })
})

describe('[CN600] a long update, looked at in steps', () => {
  /** Each letter before the one before, so that each is a struct. */
  const lettersOf = (tab: Y.Doc) =>
    changeOf(tab, doc => {
      const text = new Y.XmlText()
      paragraphOf(doc).insert(0, [text])
      for (let letter = 0; letter < 2_000; letter++) text.insert(0, 'x')
    })

  /** Looks with a step, then what happens meanwhile, then another step. */
  function lookWhile(room: ReturnType<typeof createRoom>, update: Uint8Array, meanwhile: (step: number) => void) {
    const looking = vetInSteps(update, { doc: room.doc, author: ANNA, owners: room.owners, names })
    for (let step = 0; ; step++) {
      const { done, value } = looking.next()
      if (done) return { vetted: value, steps: step }
      meanwhile(step)
    }
  }

  test('others write on in its place meanwhile', () => {
    const room = createRoom()
    const other = room.join()
    const update = lettersOf(room.join())
    const { vetted, steps } = lookWhile(room, update, step => {
      const written =
        step === 0
          ? changeOf(other, doc => paragraphOf(doc).insert(0, [new Y.XmlText('y')]))
          : changeOf(other, doc => textOf(doc).insert(0, 'y'))
      expect(room.receive(written, BEN).verdict).toBe('ok')
    })
    expect(steps).toBeGreaterThan(10)
    expect(vetted).toMatchObject({ verdict: 'ok', empty: false, tangled: false })
    expect(appliesInFull(room.doc, update)).toBe(true)
  })

  test.each([0, 5, 9, 15])('the same tab has stored it over another connection after %i steps', at => {
    const room = createRoom()
    const update = lettersOf(room.join())
    const { vetted } = lookWhile(room, update, step => {
      if (step === at) expect(room.receive(update).verdict).toBe('ok')
    })
    expect(vetted).toMatchObject({ verdict: 'ok', empty: true })
  })

  test('what is wrong at its end is found', () => {
    const room = createRoom()
    const { vetted } = lookWhile(room, longUpdate(77, 2_000, paragraphOf(room.doc)._item?.id ?? null), () => undefined)
    expect(vetted).toMatchObject({ verdict: 'refused', reason: 'bad_message' })
  })
})

function paragraphOf(doc: Y.Doc): Y.XmlElement {
  return doc.getXmlFragment(BODY).get(1) as Y.XmlElement
}

function textOf(doc: Y.Doc): Y.XmlText {
  return paragraphOf(doc).get(0) as Y.XmlText
}

function textWith<T extends Y.Text = Y.XmlText>(fill: (text: T) => void, text = new Y.XmlText() as Y.Text as T): T {
  fill(text)
  return text
}

/** So many elements inside each other. */
function nest(levels: number): Y.XmlElement {
  const outer = new Y.XmlElement('blockquote')
  let inner = outer
  for (let level = 2; level <= levels; level++) {
    const child = new Y.XmlElement('blockquote')
    inner.insert(0, [child])
    inner = child
  }
  return outer
}

function appliesInFull(doc: Y.Doc, update: Uint8Array): boolean {
  const trial = cloneOf(doc)
  Y.applyUpdate(trial, update)
  // It can be written out and read again, and nothing waits in it.
  cloneOf(trial)
  return trial.store.pendingStructs === null && trial.store.pendingDs === null
}

/** Update v1 by hand: `count` collected structs of that length, one after the other. */
function gcUpdate(client: number, clock: number, length: number, count = 1): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, 1)
  writeVarUint(encoder, count)
  writeVarUint(encoder, client)
  writeVarUint(encoder, clock)
  for (let index = 0; index < count; index++) {
    writeUint8(encoder, 0)
    writeVarUint(encoder, length)
  }
  writeVarUint(encoder, 0)
  return toUint8Array(encoder)
}

/** Update v1 by hand: one item of text. */
function itemUpdate(item: {
  client: number
  clock: number
  origin?: Y.ID
  rightOrigin?: Y.ID
  parent?: Y.ID
  text: string
}): Uint8Array {
  const encoder = createEncoder()
  const writeId = ({ client, clock }: Y.ID) => {
    writeVarUint(encoder, client)
    writeVarUint(encoder, clock)
  }
  for (const number of [1, 1, item.client, item.clock]) writeVarUint(encoder, number)
  // Low bits: 4 is text. High bits: 8 an origin to the left, 7 one to the right.
  writeUint8(encoder, 4 | (item.origin ? 0x80 : 0) | (item.rightOrigin ? 0x40 : 0))
  if (item.origin) writeId(item.origin)
  if (item.rightOrigin) writeId(item.rightOrigin)
  if (item.parent) {
    writeVarUint(encoder, 0)
    writeId(item.parent)
  }
  writeVarString(encoder, item.text)
  writeVarUint(encoder, 0)
  return toUint8Array(encoder)
}
