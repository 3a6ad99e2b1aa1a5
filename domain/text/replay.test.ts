import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { linesOf } from './align.ts'
import { createAuthorship, type Edit, writtenBlocks } from './authorship.ts'
import { changeDocument } from './change-document.ts'
import { docFromJson, type JsonNode, jsonOf } from './document.ts'
import { momentsOf } from './moments.ts'
import { createReplay } from './replay.ts'

const paragraph = (text: string): JsonNode => ({
  type: 'paragraph',
  ...(text !== '' && { content: [{ type: 'text', text }] }),
})
const page = (title: string, ...lines: string[]): JsonNode => ({
  type: 'doc',
  content: [
    { type: 'title', ...(title !== '' && { content: [{ type: 'text', text: title }] }) },
    ...lines.map(paragraph),
  ],
})

const START_MS = Date.parse('2026-03-12T14:00:00Z')

/** One after another, each person on a document of their own, as editors do. */
function history(steps: readonly { readonly by: string; readonly text: JsonNode; readonly afterMs?: number }[]) {
  const docs = new Map<string, Y.Doc>()
  const edits: Edit[] = []
  let atMs = START_MS
  const add = (by: string, update: Uint8Array) => {
    edits.push({ seq: edits.length + 1, by, at: new Date(atMs).toISOString(), update })
    for (const [name, doc] of docs) if (name !== by) Y.applyUpdate(doc, update)
  }
  for (const { by, text, afterMs = 1000 } of steps) {
    atMs += afterMs
    if (edits.length === 0) {
      const doc = docFromJson(text)
      docs.set(by, doc)
      add(by, Y.encodeStateAsUpdate(doc))
      continue
    }
    let doc = docs.get(by)
    if (!doc) {
      doc = new Y.Doc()
      for (const { update } of edits) Y.applyUpdate(doc, update)
      docs.set(by, doc)
    }
    const updates: Uint8Array[] = []
    const keep = (update: Uint8Array) => updates.push(update)
    doc.on('update', keep)
    changeDocument(doc, text)
    doc.off('update', keep)
    for (const update of updates) add(by, update)
  }
  return edits
}

test('[PS84] at any row, in any order, the text is what the rows to there add up to', () => {
  const words = fc
    .array(fc.constantFrom('fog', 'buoy', ' ', '😀', 'tide', ''), { maxLength: 5 })
    .map(all => all.join(''))
  const step = fc.record({
    by: fc.constantFrom('mira', 'aiko', 'jonas'),
    text: fc
      .tuple(words, fc.array(words, { minLength: 1, maxLength: 3 }))
      .map(([title, lines]) => page(title, ...lines)),
  })
  const walks = fc.array(fc.nat(), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), walks, (steps, places) => {
      const edits = history(steps)
      const replay = createReplay()
      replay.add(edits.slice(0, 2))
      replay.add(edits)
      for (const place of places) {
        const seq = (place % edits.length) + 1
        const doc = new Y.Doc()
        for (const { update } of edits.slice(0, seq)) Y.applyUpdate(doc, update)
        expect(replay.textAt(seq)).toEqual(jsonOf(doc))
        // Each letter is told once, with its author, and nothing else is.
        const blocks = replay.writtenAt(seq)
        expect(blocks.map(({ runs }) => runs.map(({ text }) => text).join(''))).toEqual(
          (jsonOf(doc).content ?? []).map(linesOf),
        )
        for (const run of blocks.flatMap(({ runs }) => runs)) {
          expect(edits.find(({ seq: row }) => row === run.seq)).toMatchObject({ by: run.by, at: run.at })
          expect(run.seq).toBeLessThanOrEqual(seq)
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('[PS84] going back over many rows begins at a state in between, and is the same text', () => {
  const steps = Array.from({ length: 1_201 }, (_, count) => ({ by: 'mira', text: page('Tide', `Row ${count}`) }))
  const replay = createReplay()
  replay.add(history(steps))
  const shown = (seq: number) => linesOf(replay.textAt(seq).content?.[1] ?? paragraph(''))
  const last = replay.edits.length
  expect([shown(last), shown(3), shown(900), shown(501), shown(500), shown(499)]).toEqual([
    'Row 1200',
    'Row 2',
    'Row 899',
    'Row 500',
    'Row 499',
    'Row 498',
  ])
})

test('[PS85] each letter that stands is of the row that brought it, also inside a word of somebody else', () => {
  const edits = history([
    { by: 'mira', text: page('Fog', 'Nobody answers.') },
    { by: 'aiko', text: page('Fog', 'Nobody ever answers.'), afterMs: 60_000 },
    { by: 'mira', text: page('Fog', 'Nobody ever answers. Not yet.'), afterMs: 600_000 },
  ])
  const doc = new Y.Doc()
  const authorship = createAuthorship()
  for (const edit of edits) {
    Y.applyUpdate(doc, edit.update)
    authorship.learn(edit)
  }
  expect(
    writtenBlocks(doc, authorship)
      .at(-1)
      ?.runs.map(({ text, by, seq }) => [text, by, seq]),
  ).toEqual([
    ['Nobody ', 'mira', 1],
    ['ever ', 'aiko', 2],
    ['answers.', 'mira', 1],
    [' Not yet.', 'mira', 3],
  ])
})

test('[PS85] what is in lists, mentions and pictures has its author too; what no row is known of has none', () => {
  const text: JsonNode = {
    type: 'doc',
    content: [
      { type: 'title' },
      {
        type: 'bulletList',
        content: [
          {
            type: 'listItem',
            content: [
              {
                type: 'paragraph',
                content: [
                  { type: 'text', text: 'Ask ' },
                  { type: 'mention', attrs: { id: 'm', userId: 'u', label: 'Aiko' } },
                ],
              },
            ],
          },
        ],
      },
      { type: 'image', attrs: { id: `${'k3'.repeat(13)}-10x10`, alt: '', caption: '' } },
    ],
  }
  const doc = docFromJson(text)
  const nobody = writtenBlocks(doc, createAuthorship())
  expect(
    nobody.map(({ block, inside, runs }) => [block, inside.join(), runs.map(({ text, by }) => [text, by])]),
  ).toEqual([
    ['title', '', [['', null]]],
    ['paragraph', 'bulletList,listItem', [['Ask @Aiko', null]]],
    ['image', '', [['', null]]],
  ])
  const authorship = createAuthorship()
  authorship.learn({ seq: 1, by: 'mira', at: new Date(START_MS).toISOString(), update: Y.encodeStateAsUpdate(doc) })
  for (const { runs } of writtenBlocks(doc, authorship)) expect(runs).toMatchObject([{ by: 'mira', seq: 1 }])
})

test('[PS84] moments end with a rest, with half an hour, and where a version was frozen; each row is in one', () => {
  const edit = (seq: number, minutes: number, by = 'mira') => ({
    seq,
    by,
    at: new Date(START_MS + minutes * 60_000).toISOString(),
  })
  const edits = [edit(1, 0), edit(2, 4, 'aiko'), edit(3, 8, 'aiko'), edit(4, 14), edit(5, 15), edit(7, 16)]
  expect(momentsOf(edits, new Set([4]))).toEqual([
    { fromSeq: 1, seq: 3, at: edits[2]?.at, by: ['aiko', 'mira'], edits: 3 },
    { fromSeq: 4, seq: 4, at: edits[3]?.at, by: ['mira'], edits: 1 },
    { fromSeq: 5, seq: 7, at: edits[5]?.at, by: ['mira'], edits: 2 },
  ])
  const steady = Array.from({ length: 40 }, (_, minute) => edit(minute + 1, minute))
  expect(momentsOf(steady, new Set()).map(({ edits: count }) => count)).toEqual([31, 9])
  expect(momentsOf([], new Set())).toEqual([])
})

test('[PS103] a moment that goes on from before what was read is left out, unless nothing else is there', () => {
  const edit = (seq: number, minutes: number) => ({
    seq,
    by: 'mira',
    at: new Date(START_MS + minutes * 60_000).toISOString(),
    update: new Uint8Array(),
  })
  const edits = [edit(11, 1), edit(12, 2), edit(13, 30), edit(14, 31)]
  const seqs = (before: number | null, marks: readonly number[] = [], some = edits) =>
    momentsOf(some, new Set(marks), before === null ? null : edit(10, before)).map(({ fromSeq, seq }) => [fromSeq, seq])
  const both = [
    [11, 12],
    [13, 14],
  ]
  expect(seqs(null)).toEqual(both)
  expect(seqs(0)).toEqual([[13, 14]])
  // They rested before it, or a name ended what was before.
  expect(seqs(-20)).toEqual(both)
  expect(seqs(0, [10])).toEqual(both)
  expect(seqs(0, [], edits.slice(0, 2))).toEqual([[11, 12]])
})
