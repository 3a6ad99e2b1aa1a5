/** Long histories of one post: made up key by key, or recorded from real people (editing traces, automerge-perf's form). */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'
import { z } from 'zod'
import { lastText, NEW_POST } from './post-state.ts'

export type History = {
  readonly name: string
  readonly clientId: number
  /** Yjs updates v1, one an edit, after NEW_POST. */
  readonly updates: readonly Uint8Array[]
  /** All of it in one update. */
  readonly state: Uint8Array
}

const SENTENCE = 'A sentence as people write them, with a comma in it and an end. '
/** Of a hundred keys so many are a backspace. */
const BACKSPACES = 10
const KEYS_IN_PARAGRAPH = 500
/** Some 20 kB. */
const STANDING_SENTENCES = 320

export function imagineHistory(edits: number): History {
  return record(`${edits} keys`, function* (doc) {
    const body = doc.getXmlFragment('body')
    let text = lastText(doc)
    for (let edit = 0; edit < edits; edit++) {
      if (edit % KEYS_IN_PARAGRAPH === KEYS_IN_PARAGRAPH - 1) {
        const paragraph = new Y.XmlElement('paragraph')
        text = new Y.XmlText()
        paragraph.insert(0, [text])
        body.insert(body.length, [paragraph])
      } else if (edit % 100 < BACKSPACES && text.length > 0) text.delete(text.length - 1, 1)
      else text.insert(text.length, SENTENCE.charAt(edit % SENTENCE.length))
      yield
    }
  })
}

/** A post of one size that is worked on: a sentence is written at its end, key by key, and taken away again. */
export function imagineRewriting(edits: number): History {
  return record(`${edits} keys that leave the same text`, function* (doc) {
    const text = lastText(doc)
    text.insert(text.length, SENTENCE.repeat(STANDING_SENTENCES))
    yield
    const end = text.length
    for (let edit = 1; edit < edits; edit++) {
      const [cycle, key] = [2 * SENTENCE.length, (edit - 1) % (2 * SENTENCE.length)]
      if (key < cycle / 2) text.insert(text.length, SENTENCE.charAt(key))
      else text.delete(text.length - 1, 1)
      yield
    }
    if (text.length > end) text.delete(end, text.length - end)
    yield
  })
}

const Trace = z.object({
  txns: z.array(z.object({ patches: z.array(z.tuple([z.number(), z.number(), z.string()])) })),
})

/** @param path a recording (.json or .json.gz), or a folder of them */
export function readHistories(path: string): History[] {
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter(name => /\.json(\.gz)?$/.test(name))
        .map(name => join(path, name))
    : [path]
  return files.map(file => {
    const bytes = readFileSync(file)
    const { txns } = Trace.parse(JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()))
    return record(basename(file).split('.', 1)[0] ?? file, function* (doc) {
      const text = lastText(doc)
      text.delete(0, text.length)
      yield
      for (const { patches } of txns) {
        doc.transact(() => {
          for (const [at, remove, insert] of patches) {
            if (remove > 0) text.delete(at, remove)
            if (insert) text.insert(at, insert)
          }
        })
        yield
      }
    })
  })
}

function record(name: string, edit: (doc: Y.Doc) => Generator<void>): History {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, NEW_POST)
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const _one of edit(doc)) {
    // Each yields after one edit.
  }
  return { name, clientId: doc.clientID, updates, state: Y.encodeStateAsUpdate(doc) }
}
