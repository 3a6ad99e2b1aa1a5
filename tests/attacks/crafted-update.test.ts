/** Whatever the vet lets through applies in full, to the room and to everybody who comes later, with the same text. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { foldUpdates, isSameContent } from '#domain/log/same-content.ts'
import { passesTrial } from '#domain/log/trial.ts'
import { type Vetted, vet } from '#domain/log/vet.ts'
import { asWritten } from '#domain/text/as-written.ts'
import { docFromJson } from '#domain/text/document.ts'
import { BODY, editorSchema } from '#domain/text/schema.ts'
import { createDice, type Dice } from '#tests/faults/dice.ts'
import { startCpuTime } from '#tests/support/cpu-time.ts'
import { type CraftedSection, type CraftedStruct, craft } from './crafted-update.ts'

const names = {
  nodes: new Set(Object.keys(editorSchema.nodes).filter(name => name !== 'doc' && name !== 'text')),
  marks: new Set(Object.keys(editorSchema.marks)),
}
const ATTACKER = 'attacker-1'
const EVE = 500

/** A room as commit-first keeps it, with the rows that make it. */
function createRoom() {
  const doc = asWritten(new Y.Doc())
  const rows: Uint8Array[] = []
  const owners = new Map<number, string>()
  const begin = docFromJson({
    type: 'doc',
    content: [{ type: 'title' }, { type: 'paragraph', content: [{ type: 'text', text: 'written before' }] }],
  })
  const take = (update: Uint8Array, author: string, clients: readonly number[]) => {
    Y.applyUpdate(doc, update)
    rows.push(update)
    for (const client of clients) owners.set(client, author)
  }
  take(Y.encodeStateAsUpdate(begin), 'system', [begin.clientID])
  const receive = (update: Uint8Array, author: string): Vetted => {
    const vetted = vet(update, { doc, author, owners, names })
    if (vetted.verdict !== 'ok' || vetted.empty) return vetted
    if (vetted.tangled && !passesTrial(doc, vetted.update)) {
      return { verdict: 'refused', reason: 'bad_message', why: 'copies would differ' }
    }
    take(vetted.update, author, vetted.clients)
    return vetted
  }
  return { doc, rows, receive }
}

const below = (dice: Dice, end: number) => dice.whole(0, end - 1)
const paragraphOf = (doc: Y.Doc) => doc.getXmlFragment(BODY).get(1) as Y.XmlElement
const idOf = (type: Y.XmlElement) => type._item?.id ?? null
const shown = (doc: Y.Doc) => doc.getXmlFragment(BODY).toString()

describe('[CN80] [CN81] [CN82] one attack each', () => {
  type Attack = (doc: Y.Doc) => Uint8Array
  const inParagraph = (doc: Y.Doc, structs: readonly CraftedStruct[], client = EVE) =>
    craft([{ client, clock: 0, structs: [{ kind: 'text', parent: idOf(paragraphOf(doc)) }, ...structs] }])
  const mark =
    (json: string): Attack =>
    doc =>
      inParagraph(doc, [{ kind: 'format', key: 'bold', json, parent: Y.createID(EVE, 0) }])
  const field =
    (value: unknown, key = 'k'): Attack =>
    () =>
      craft([{ client: EVE, clock: 0, structs: [{ kind: 'any', values: [value], parent: 'fields', key }] }])
  const word = (words: string, from: Partial<CraftedStruct> = {}): CraftedStruct =>
    ({ kind: 'string', words, parent: Y.createID(EVE, 0), ...from }) as CraftedStruct
  const deepList = (depth: number) => Array.from({ length: depth }).reduce<unknown>(inner => [inner], 1)

  const refusals: Record<string, Attack> = {
    '[CN80] a client told twice, of which Yjs keeps the second part alone': () =>
      craft([
        { client: EVE, clock: 0, structs: [{ kind: 'gc', length: 2 }] },
        { client: EVE, clock: 2, structs: [{ kind: 'gc', length: 2 }] },
      ]),
    '[CN80] clients in an order in which merging loses some': () =>
      craft([
        { client: EVE, clock: 0, structs: [{ kind: 'gc', length: 2 }] },
        { client: EVE + 1, clock: 0, structs: [{ kind: 'gc', length: 2 }] },
      ]),
    '[CN80] more structs declared than there are': () =>
      craft([{ client: EVE, clock: 0, count: 2 ** 40, structs: [{ kind: 'gc', length: 1 }] }]),
    '[CN80] deletions that overlap, each to be walked in full': doc => {
      const [client = 0] = doc.store.clients.keys()
      return craft([], [[client, Array.from({ length: 40_000 }, () => [0, 2] as const)]])
    },
    '[CN80] bytes behind the end': () => new Uint8Array([...craft([]), 1, 2, 3]),
    '[CN81] a mark whose value is deeper than can be written again': mark(`${'['.repeat(50_000)}${']'.repeat(50_000)}`),
    '[CN81] a mark whose number is written again as nothing': mark('{"level":1e400}'),
    '[CN81] a value deeper than can be written again': field(deepList(5000)),
    '[CN81] a big integer, which JSON cannot hold': field(10n),
    '[CN81] bytes in a field': field([new Uint8Array([1])]),
    '[CN81] a prototype as the key of a field': field(1, '__proto__'),
    '[CN81] a prototype inside a value': field(JSON.parse('{"a":{"__proto__":{"polluted":1}}}')),
    '[CN81] a prototype in a mark': mark('{"__proto__":{"polluted":1}}'),
    '[CN81] several values under one key': doc =>
      craft([
        { client: EVE, clock: 0, structs: [{ kind: 'any', values: [1, 2], parent: idOf(paragraphOf(doc)), key: 'a' }] },
      ]),
    '[CN82] two clients that wait for each other': () =>
      craft([
        { client: EVE + 1, clock: 0, structs: [word('a', { origin: Y.createID(EVE, 0) })] },
        { client: EVE, clock: 0, structs: [word('b', { origin: Y.createID(EVE + 1, 0) })] },
      ]),
    '[CN82] the right neighbour on the left': doc =>
      inParagraph(doc, [word('abc'), word('x', { origin: Y.createID(EVE, 3), rightOrigin: Y.createID(EVE, 1) })]),
    '[CN82] one neighbour on both sides': doc =>
      inParagraph(doc, [word('abc'), word('x', { origin: Y.createID(EVE, 2), rightOrigin: Y.createID(EVE, 2) })]),
  }
  for (const [title, attack] of Object.entries(refusals)) {
    test(`${title} is refused`, () => {
      const room = createRoom()
      const before = shown(room.doc)
      expect(room.receive(attack(room.doc), ATTACKER).verdict).not.toBe('ok')
      expect(shown(room.doc)).toBe(before)
      expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    })
  }

  test('[CN81] constructor and toString are names like others', () => {
    const room = createRoom()
    for (const key of ['constructor', 'toString', 'hasOwnProperty']) {
      const clock = Y.getState(room.doc.store, EVE)
      const update = craft([
        { client: EVE, clock, structs: [{ kind: 'any', values: [{ [key]: 1 }], parent: 'fields', key }] },
      ])
      expect(room.receive(update, ATTACKER).verdict).toBe('ok')
    }
    const copy = foldUpdates(room.rows)
    expect(isSameContent(copy, room.doc)).toBe(true)
    expect(JSON.parse(JSON.stringify(copy.getMap('fields').toJSON()))).toEqual({
      constructor: { constructor: 1 },
      toString: { toString: 1 },
      hasOwnProperty: { hasOwnProperty: 1 },
    })
  })

  test('[CN82] what stands here already is not told anew: only the rest is looked at, from where it really begins', () => {
    const room = createRoom()
    const text = [{ kind: 'text', parent: idOf(paragraphOf(room.doc)) } as const, word('a')]
    expect(room.receive(craft([{ client: EVE, clock: 0, structs: text }]), ATTACKER).verdict).toBe('ok')
    // Clock 1 is a letter; told as the first of two values of a field, the second would hang in the text.
    const told = craft([
      { client: EVE, clock: 1, structs: [{ kind: 'any', values: [1, 2], parent: 'fields', key: 'k' }] },
    ])
    expect(room.receive(told, ATTACKER).verdict).toBe('refused')
  })

  test('[CN83] what is long to read or to place costs no long wait', () => {
    const room = createRoom()
    const slow: Uint8Array[] = [
      craft([{ client: EVE, clock: 0, structs: Array.from({ length: 900_000 }, () => ({ kind: 'gc', length: 1 })) }]),
      craft([], [[EVE, Array.from({ length: 400_000 }, (_, index) => [index * 2, 1] as const)]]),
      craft([{ client: EVE, clock: 0, count: 2 ** 31, structs: [] }]),
    ]
    // Thousands in one list, each of which Yjs would have to walk past thousands of others.
    const list = { kind: 'text', parent: idOf(paragraphOf(room.doc)) } as const
    const many = Array.from({ length: 10_000 }, (_, index) => index)
    const firsts = many.map(() => word('r'))
    const seconds = many.map(index => word('x', { rightOrigin: Y.createID(EVE, 1 + index) }))
    slow.push(craft([{ client: EVE, clock: 0, structs: [list, ...firsts, ...seconds] }]))
    const row = many.map(index => word('r', index > 0 ? { rightOrigin: Y.createID(EVE, index) } : {}))
    slow.push(craft([{ client: EVE, clock: 0, structs: [list, ...row, ...seconds] }]))
    for (const update of slow) {
      const spentMs = startCpuTime()
      expect(room.receive(update, ATTACKER).verdict).toBe('refused')
      // Some milliseconds. Yjs alone would take minutes for the last ones.
      expect(spentMs()).toBeLessThan(5_000)
    }
  })
})

describe('many at once', () => {
  test('[CN82] whatever passes, the room, the tabs, a newcomer and the rows end the same', () => {
    let passed = 0
    for (let seed = 1; seed <= ROUNDS; seed += 1) {
      const dice = createDice(seed)
      const outcome = storm(dice)
      if (outcome.differs) throw new Error(`seed ${seed}: ${outcome.differs}`)
      passed += outcome.passed
    }
    // Most is refused; what passes must be enough to mean something.
    expect(passed).toBeGreaterThan(ROUNDS / 10)
  })

  const ROUNDS = 300

  function storm(dice: Dice): { passed: number; differs: string | null } {
    const room = createRoom()
    const tabs = [10, 900].map(clientID => Object.assign(asWritten(new Y.Doc()), { clientID }))
    const catchUp = (tab: Y.Doc) => Y.applyUpdate(tab, Y.encodeStateAsUpdate(room.doc, Y.encodeStateVector(tab)))
    for (let count = 3 + below(dice, 6); count > 0; count -= 1) {
      const tab = dice.pick(tabs)
      catchUp(tab)
      if (room.receive(honest(tab, dice), `person-${tab.clientID}`).verdict !== 'ok') {
        return { passed: 0, differs: 'an honest edit was refused' }
      }
    }
    let passed = 0
    for (let count = 1 + below(dice, 4); count > 0; count -= 1) {
      const tab = dice.pick(tabs)
      catchUp(tab)
      const vetted = room.receive(crafted(room.doc, dice), ATTACKER)
      if (vetted.verdict !== 'ok' || vetted.empty) continue
      passed += 1
      // The tab has not heard of it yet.
      if (room.receive(honest(tab, dice), `person-${tab.clientID}`).verdict !== 'ok') {
        return { passed, differs: 'an honest edit was refused' }
      }
      Y.applyUpdate(tab, vetted.update)
      if (room.doc.store.pendingStructs || room.doc.store.pendingDs) return { passed, differs: 'something waits' }
      if (!isSameContent(tab, room.doc)) return { passed, differs: 'a tab' }
      if (!isSameContent(foldUpdates([Y.encodeStateAsUpdate(room.doc)]), room.doc))
        return { passed, differs: 'a newcomer' }
      if (!isSameContent(foldUpdates(room.rows), room.doc)) return { passed, differs: 'the rows' }
    }
    return { passed, differs: null }
  }

  function honest(doc: Y.Doc, dice: Dice): Uint8Array {
    const before = Y.encodeStateVector(doc)
    doc.transact(() => {
      const body = doc.getXmlFragment(BODY)
      const block = body.length > 0 ? body.get(below(dice, body.length)) : null
      const text = block instanceof Y.XmlElement && block.length > 0 ? block.get(0) : null
      switch (below(dice, 6)) {
        case 0: {
          const paragraph = new Y.XmlElement('paragraph')
          paragraph.insert(0, [new Y.XmlText('new')])
          return body.insert(below(dice, body.length + 1), [paragraph])
        }
        case 1:
          return body.length > 2 ? body.delete(below(dice, body.length), 1) : undefined
        case 2:
          return void doc.getMap('fields').set(`k${below(dice, 2)}`, below(dice, 9))
        case 3:
          return text instanceof Y.XmlText && text.length > 1 ? text.delete(below(dice, text.length - 1), 1) : undefined
        case 4:
          return text instanceof Y.XmlText && text.length > 1
            ? text.format(below(dice, text.length - 1), 1, { bold: {} })
            : undefined
        default:
          if (text instanceof Y.XmlText) return text.insert(below(dice, text.length + 1), 'abc')
          return block instanceof Y.XmlElement ? block.insert(0, [new Y.XmlText('hello')]) : undefined
      }
    })
    return Y.encodeStateAsUpdate(doc, before)
  }

  function crafted({ store }: Y.Doc, dice: Dice): Uint8Array {
    const clients = [EVE, 5, 950].filter(() => below(dice, 2) === 0)
    const known = (): Y.ID => {
      const client = dice.pick([...store.clients.keys()])
      return Y.createID(client, below(dice, Math.max(1, Y.getState(store, client))))
    }
    const anyId = (own: number, clock: number): Y.ID => {
      const kind = below(dice, 10)
      if (kind < 7) return known()
      if (kind < 9 && clock > 0) return Y.createID(own, below(dice, clock))
      const other = dice.pick([EVE, 5, 950])
      return Y.createID(other, Math.max(0, Y.getState(store, other) + below(dice, 4) - 1))
    }
    const sections = clients
      .sort((one, other) => other - one)
      .map((client): CraftedSection => {
        const start = Math.max(0, Y.getState(store, client) - (below(dice, 4) === 0 ? below(dice, 3) : 0))
        const structs: CraftedStruct[] = []
        let clock = start
        for (let count = 1 + below(dice, 4); count > 0; count -= 1) {
          const struct = craftedStruct(dice, () => anyId(client, clock))
          structs.push(struct)
          clock += lengthOf(struct)
        }
        return { client, clock: start, structs }
      })
    const { client, clock } = known()
    return craft(sections, below(dice, 2) === 0 ? [] : [[client, [[clock, 1 + below(dice, 3)]]]])
  }

  function craftedStruct(dice: Dice, id: () => Y.ID): CraftedStruct {
    const place = below(dice, 10)
    const root = below(dice, 3) === 0 ? dice.pick(['body', 'fields']) : null
    const where =
      place < 3
        ? { origin: id() }
        : place < 4
          ? { rightOrigin: id() }
          : place < 7
            ? { origin: id(), rightOrigin: id() }
            : { parent: root ?? id(), key: root === 'fields' ? 'k0' : below(dice, 4) === 0 ? 'a' : null }
    switch (below(dice, 10)) {
      case 0:
        return { kind: 'gc', length: 1 + below(dice, 3) }
      case 1:
        return { ...where, kind: 'deleted', length: 1 + below(dice, 3) }
      case 2:
      case 3:
      case 4:
        return { ...where, kind: 'string', words: dice.pick(['x', 'xyz', 'x😀y']) }
      case 5:
        return { ...where, kind: 'format', key: 'bold', json: dice.pick(['{}', 'null']) }
      case 6:
        return { ...where, kind: 'any', values: below(dice, 3) === 0 ? [1, 2] : [below(dice, 9)] }
      case 7:
        return { ...where, kind: 'text' }
      default:
        return { ...where, kind: 'element', words: dice.pick(['paragraph', 'heading']) }
    }
  }

  function lengthOf(struct: CraftedStruct): number {
    switch (struct.kind) {
      case 'gc':
      case 'deleted':
        return struct.length
      case 'string':
        return struct.words.length
      case 'any':
        return struct.values.length
      default:
        return 1
    }
  }
})

test('[CN82] what comes a second time, with other words under the same clocks, is told apart from news', () => {
  const room = createRoom()
  const text = { kind: 'text', parent: idOf(paragraphOf(room.doc)) } as const
  const said = (words: string) =>
    craft([{ client: EVE, clock: 0, structs: [text, { kind: 'string', words, parent: Y.createID(EVE, 0) }] }])
  expect(room.receive(said('abc'), ATTACKER)).toMatchObject({ verdict: 'ok', empty: false })
  expect(room.receive(said('xyz'), ATTACKER)).toMatchObject({ verdict: 'ok', empty: true })
  expect(shown(foldUpdates(room.rows))).toContain('abc')
})
