/**
 * The vet alone, without sockets and rows: what honest tabs send must pass, whatever way it comes, and what has been
 * tampered with may pass only if it does no harm.
 */
import * as Y from 'yjs'
import { foldUpdates, isSameContent } from '#domain/log/same-content.ts'
import { type SchemaNames, type Vetted, vet } from '#domain/log/vet.ts'
import { asWritten } from '#domain/text/as-written.ts'
import { docFromJson, jsonOf, nodeFromJson } from '#domain/text/document.ts'
import { editorSchema } from '#domain/text/schema.ts'
import { EDITS, type EditName, edit, type Numbers } from './edits.ts'
import { type HeadlessEditor, openHeadlessEditor } from './headless-editor.ts'
import { createRandom, type Random } from './random.ts'
import { tamper } from './tamper.ts'

type VetReport = {
  readonly faults: readonly string[]
  readonly vetted: number
  readonly accepted: number
  /** Of the processor, so that others on the machine do not count. */
  readonly slowestMs: number
}

const MOST_MS = 50
const PEOPLE = ['anna-0001', 'ben-00001', 'cleo-0001'] as const
const EDIT_NAMES = Object.keys(EDITS) as EditName[]
const NAMES: SchemaNames = {
  nodes: new Set(Object.keys(editorSchema.nodes).filter(name => name !== 'doc' && name !== 'text')),
  marks: new Set(Object.keys(editorSchema.marks)),
}

/** A server's room that takes what the vet lets pass, as the server does. */
function openRoom(clientId: number) {
  const start = Y.encodeStateAsUpdate(
    docFromJson({ type: 'doc', content: [{ type: 'title' }, { type: 'paragraph' }] }, clientId),
  )
  const doc = asWritten(new Y.Doc())
  Y.applyUpdate(doc, start)
  const rows = [start]
  const owners = new Map<number, string>([[clientId, 'system']])
  const report = { faults: [] as string[], vetted: 0, accepted: 0, slowestMs: 0 }

  const look = (update: Uint8Array, author: string): Vetted | null => {
    const before = process.threadCpuUsage()
    let verdict: Vetted | null = null
    try {
      verdict = vet(update, { doc, author, owners, names: NAMES })
    } catch (error) {
      report.faults.push(`the vet threw: ${error instanceof Error ? error.stack : error}\n${hex(update)}`)
    }
    const { user, system } = process.threadCpuUsage(before)
    const ms = (user + system) / 1000
    report.vetted += 1
    report.slowestMs = Math.max(report.slowestMs, ms)
    if (ms > MOST_MS) report.faults.push(`the vet took ${ms.toFixed(0)} ms: ${hex(update)}`)
    return verdict
  }

  const receive = (update: Uint8Array, author: string): Vetted | null => {
    const verdict = look(update, author)
    if (verdict?.verdict !== 'ok' || verdict.empty) return verdict
    if (verdict.tangled && !appliesInFull(doc, verdict.update)) return verdict
    report.accepted += 1
    try {
      Y.applyUpdate(doc, verdict.update)
    } catch (error) {
      report.faults.push(`what passed does not apply: ${error}\n${hex(update)}`)
    }
    rows.push(verdict.update)
    for (const client of verdict.clients) owners.set(client, author)
    if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) {
      report.faults.push(`what passed waits for something missing: ${hex(update)}`)
    }
    return verdict
  }

  /** Room, rebuild and newcomer are one, and what they hold can be read. */
  const compare = (): void => {
    try {
      if (!isSameContent(foldUpdates(rows), doc)) report.faults.push('the room is not what its rows add up to')
      if (!isSameContent(foldUpdates([Y.encodeStateAsUpdate(doc)]), doc))
        report.faults.push('a newcomer gets another text')
      nodeFromJson(jsonOf(doc))
    } catch (error) {
      report.faults.push(`the rows cannot be read: ${error instanceof Error ? error.stack : error}`)
    }
  }

  return { doc, receive, compare, report }
}

type Room = ReturnType<typeof openRoom>

/** Tabs that write, send one by one or in bundles, go away and come back. Everything they send must pass. */
export function fuzzHonest(seed: number, updates: number): VetReport {
  const random = createRandom(seed)
  const room = openRoom(random.word())
  const tabs = PEOPLE.map(author => openWriter(room, author, random.word()))
  const broadcast = (from: Writer | null, update: Uint8Array) => {
    for (const tab of tabs) if (tab !== from && tab.online) tab.inbox.push(update)
  }
  const deliver = (tab: Writer, update: Uint8Array) => {
    const verdict = room.receive(update, tab.author)
    if (verdict?.verdict !== 'ok') {
      room.report.faults.push(`an honest update did not pass: ${verdict?.why} (${verdict?.verdict})\n${hex(update)}`)
    } else if (!verdict.empty) broadcast(tab, verdict.update)
  }
  const comeBack = (tab: Writer) => {
    tab.inbox.push(Y.encodeStateAsUpdate(room.doc, Y.encodeStateVector(tab.doc)))
    tab.online = true
    deliver(tab, Y.encodeStateAsUpdate(tab.doc, Y.encodeStateVector(room.doc)))
  }

  while (room.report.vetted < updates && room.report.faults.length === 0) {
    const tab = tabs[random.below(tabs.length)]
    if (!tab) continue
    switch (random.below(8)) {
      case 0:
        // Bytes on their way are lost with the connection.
        if (random.below(3) > 0) break
        tab.online = false
        tab.outbox.length = 0
        tab.inbox.length = 0
        break
      case 1:
        if (!tab.online) comeBack(tab)
        break
      case 2:
      case 3: {
        const news = tab.inbox.splice(0, 1 + random.below(4))
        for (const update of news) Y.applyUpdate(tab.doc, update, 'server')
        break
      }
      case 4: {
        // As the server does with what comes during an append.
        const bundle = tab.outbox.splice(0, 1 + random.below(5))
        if (bundle.length > 0) deliver(tab, bundle.length === 1 && bundle[0] ? bundle[0] : Y.mergeUpdates(bundle))
        break
      }
      default: {
        const name = EDIT_NAMES[random.below(EDIT_NAMES.length)]
        if (name) tryEdit(tab.editing, name, { a: random.word(), b: random.word(), c: random.word() })
      }
    }
  }
  for (const tab of tabs) {
    tab.outbox.length = 0
    comeBack(tab)
  }
  for (const tab of tabs) for (const update of tab.inbox.splice(0)) Y.applyUpdate(tab.doc, update, 'server')
  room.compare()
  for (const tab of tabs) if (!showsTheSame(tab)) room.report.faults.push('an editor shows another text')
  for (const tab of tabs) tab.editing.close()
  return room.report
}

/** What an editor cannot do is a fault in runs of whole tabs (run.ts); here it only has to pass what was written of it. */
function tryEdit(editing: HeadlessEditor, name: EditName, numbers: Numbers): void {
  try {
    edit(editing, name, numbers)
  } catch {
    editing.undoManager.stopCapturing()
  }
}

type Writer = {
  readonly author: string
  readonly doc: Y.Doc
  readonly editing: HeadlessEditor
  readonly inbox: Uint8Array[]
  readonly outbox: Uint8Array[]
  online: boolean
}

function openWriter(room: Room, author: string, clientId: number): Writer {
  const doc = asWritten(new Y.Doc())
  doc.clientID = clientId
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(room.doc))
  const tab: Writer = { author, doc, editing: openHeadlessEditor(doc), inbox: [], outbox: [], online: true }
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'server' && tab.online) tab.outbox.push(update)
  })
  return tab
}

/** Updates of a busy document, tampered with and sent by people who may and may not. */
export function fuzzTampered(seed: number, count: number): VetReport {
  const random = createRandom(seed)
  const room = openRoom(random.word())
  const tab = openWriter(room, PEOPLE[0], random.word())
  const honest: Uint8Array[] = [Y.encodeStateAsUpdate(room.doc)]
  for (let index = 0; index < count && room.report.faults.length === 0; index++) {
    if (index % 8 === 0) honest.push(...write(tab, random))
    const update = tamper(honest, room.doc, random)
    room.receive(update, PEOPLE[random.below(2)] ?? PEOPLE[0])
    if (index % 64 === 63) {
      room.compare()
      Y.applyUpdate(tab.doc, Y.encodeStateAsUpdate(room.doc), 'server')
    }
    if (honest.length > 40) honest.splice(0, 20)
  }
  room.compare()
  Y.applyUpdate(tab.doc, Y.encodeStateAsUpdate(room.doc), 'server')
  if (!showsTheSame(tab)) room.report.faults.push('an editor shows another text')
  tab.editing.close()
  return room.report

  /** Half of it gets into the room, half stays news that is tampered with. */
  function write(writer: Writer, from: Random): readonly Uint8Array[] {
    const name = EDIT_NAMES[from.below(EDIT_NAMES.length)] ?? 'type'
    tryEdit(writer.editing, name, { a: from.word(), b: from.word(), c: from.word() })
    const news = writer.outbox.splice(0)
    if (from.below(2) === 0) for (const update of news) room.receive(update, writer.author)
    return news
  }
}

/** As somebody sees it who opens the post now. */
function showsTheSame({ editing, doc }: Writer): boolean {
  const newcomer = openHeadlessEditor(foldUpdates([Y.encodeStateAsUpdate(doc)]))
  try {
    return JSON.stringify(newcomer.editor.state.doc) === JSON.stringify(editing.editor.state.doc)
  } finally {
    newcomer.close()
  }
}

function appliesInFull(doc: Y.Doc, update: Uint8Array): boolean {
  const trial = foldUpdates([Y.encodeStateAsUpdate(doc)])
  try {
    Y.applyUpdate(trial, update)
    return trial.store.pendingStructs === null && trial.store.pendingDs === null
  } catch {
    return false
  }
}

function hex(update: Uint8Array): string {
  return Buffer.from(update.subarray(0, 2000)).toString('hex')
}
