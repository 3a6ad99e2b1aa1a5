/** Editors around a server that commits first, in one process: what is said waits on its way, in both directions. */
import * as Y from 'yjs'
import { asWritten } from '#domain/text/as-written.ts'
import { docFromJson, type JsonNode } from '#domain/text/document.ts'
import { createPast, type Row } from '#domain/text/swept/past.ts'
import { isDoubtful } from '#domain/text/swept/swept-by.ts'
import { createAnswers } from '#domain/text/swept/write-again.ts'
import { openHeadlessEditor } from '#tests/fuzz/headless-editor.ts'

export function openTogether(count: number, start: JsonNode) {
  const first = Y.encodeStateAsUpdate(docFromJson(start, 1))
  const room = asWritten(new Y.Doc())
  Y.applyUpdate(room, first)
  const rows: Row[] = [{ seq: 1, update: first }]
  const people = Array.from({ length: count }, (_, index) => {
    const doc = asWritten(new Y.Doc())
    doc.clientID = 1000 + index
    Y.applyUpdate(doc, first)
    return { doc, up: [] as Uint8Array[], down: [] as Uint8Array[], ...openHeadlessEditor(doc) }
  })
  for (const one of people) {
    one.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'server') one.up.push(update)
    })
  }
  room.on('update', (update: Uint8Array, origin: unknown) => {
    for (const other of people) if (other !== origin) other.down.push(update)
  })
  let again = 0
  const commit = (update: Uint8Array, origin: unknown) => {
    const row = { seq: rows.length + 1, update }
    rows.push(row)
    let sweeps = false
    room.once('afterTransaction', transaction => {
      sweeps = isDoubtful(transaction, update)
    })
    Y.applyUpdate(room, update, origin)
    if (sweeps) bringBack(row.seq)
  }
  const bringBack = (seq: number) => {
    const past = createPast(null)
    for (const row of rows) past.add(row)
    const [step] = past.doubtfulFrom(seq)
    if (step?.seq !== seq) throw new Error('The room saw what the past does not')
    again += 1
    const answerTo = createAnswers(past, (_, client) => client)
    for (const { update } of answerTo(step)) commit(update, 'server')
  }
  const send = (index: number) => {
    const one = people[index]
    const update = one?.up.shift()
    if (one && update) commit(update, one)
  }
  const hear = (index: number) => {
    const one = people[index]
    const update = one?.down.shift()
    if (one && update) Y.applyUpdate(one.doc, update, 'server')
  }
  const settle = () => {
    while (people.some(({ up, down }) => up.length + down.length > 0)) {
      for (const index of people.keys()) {
        send(index)
        hear(index)
      }
    }
  }
  return { people, rows, room, send, hear, settle, again: () => again, close: () => people.map(({ close }) => close()) }
}
