/**
 * Two or three pages write at random around commented words: type, delete, split, join, make headings and lists, undo,
 * redo, bring an older text back, begin threads, hear of each other late or after a long time alone. Every letter is another one, so it is always known which words a thread
 * is about; when all have heard of everything, each page is asked where each thread hangs. SPEC CM34.
 */
import { TextSelection } from '@tiptap/pm/state'
import * as Y from 'yjs'
import type { AnchorEnds } from '#domain/contract/discussion-shape.ts'
import { changeDocument } from '#domain/text/change-document.ts'
import { docFromJson, type JsonNode, jsonOf } from '#domain/text/document.ts'
import { commentMarksKey, createCommentMarks } from '#web/features/editor/extensions/comment-marks.ts'
import { anchorOf, bindingOf, lettersIn } from '#web/realtime/anchors.ts'
import { type HeadlessEditor, openHeadlessEditor } from './headless-editor.ts'
import { createRandom, type Random } from './random.ts'

type AnchorReport = {
  /** A thread that reaches over words it is not about, or is on none of its own. */
  readonly faults: readonly string[]
  /** Threads that were looked at, over all pages. */
  readonly looked: number
  /** Of those, with all of their words in the text, once and in one piece. */
  readonly whole: number
  /** Of those, not on all of them: two copies of a paragraph were made at once, and one was cut. */
  readonly cut: number
}

type Page = {
  readonly name: string
  readonly doc: Y.Doc
  readonly headless: HeadlessEditor
  /** What the others have not heard of yet, for each of them. */
  readonly unheard: Map<Page, Uint8Array[]>
  /** Anchors that this page moved: what it believes the server has, and what it wants it to have. */
  readonly moved: Map<string, { was: AnchorEnds; wanted: AnchorEnds }>
}

type Thread = {
  readonly id: string
  anchor: AnchorEnds
  readonly quote: string
  /** Letters it is about, and those that stood elsewhere when it began. */
  readonly own: ReadonlySet<string>
  readonly others: ReadonlySet<string>
}

/** Everything a hand does, as often as it does. */
const ALL_ACTS = Array.from({ length: 14 }, (_, act) => act)
/** Split, join, undo, redo, begin a thread: what makes letters anew. */
export const SPLITTING_ACTS: readonly number[] = [5, 5, 5, 6, 10, 11, 12]
const RESTORE = 14
/** Besides what hands do, a version of before takes the place of the text, as the server writes it. */
export const RESTORING_ACTS: readonly number[] = [...ALL_ACTS, RESTORE]

type Options = {
  /** Numbers of `act`, one of which each step takes. */
  readonly acts?: readonly number[]
  /** Everybody hears of everything about every so many steps: a large number is long work without a connection. */
  readonly settleEvery?: number
}

export function fuzzAnchors(
  seed: number,
  steps: number,
  { acts = ALL_ACTS, settleEvery = 8 }: Options = {},
): AnchorReport {
  const random = createRandom(seed)
  const letters = letterSource()
  const start = docFromJson({
    type: 'doc',
    content: [
      { type: 'title', content: [{ type: 'text', text: letters(6) }] },
      ...Array.from({ length: 3 }, () => ({ type: 'paragraph', content: [{ type: 'text', text: letters(12) }] })),
    ],
  })
  const state = Y.encodeStateAsUpdate(start)
  const pages = Array.from({ length: 2 + random.below(2) }, (_, index) =>
    openPage(String.fromCharCode(65 + index), state, newClientId(random)),
  )
  for (const page of pages) listen(page, pages)
  const threads: Thread[] = []
  const versions: JsonNode[] = [jsonOf(start)]
  const showAll = () => {
    for (const page of pages) show(page, threads)
  }
  try {
    for (let step = 0; step < steps; step++) {
      const page = pages[random.below(pages.length)]
      const which = acts[random.below(acts.length)] ?? 0
      if (page && which === RESTORE) restore(page, pages, versions[random.below(versions.length)] ?? EMPTY, random)
      else if (page) act(page, which, random, letters, threads, showAll)
      if (random.below(4) === 0) hear(pages, random)
      if (random.below(settleEvery) === 0) settle(pages, threads, showAll)
      if (page && step % 10 === 0) versions.push(jsonOf(page.doc))
    }
    settle(pages, threads, showAll)
    return judge(pages, threads)
  } finally {
    for (const page of pages) page.headless.close()
  }
}

/** Who wins where two write at the same place: part of the seed. */
function newClientId(random: Random): number {
  return 1 + random.below(2 ** 31)
}

function openPage(name: string, state: Uint8Array, clientId: number): Page {
  const doc = new Y.Doc()
  doc.clientID = clientId
  Y.applyUpdate(doc, state)
  const marks = createCommentMarks()
  const page: Page = {
    name,
    doc,
    headless: openHeadlessEditor(doc, [marks.extension]),
    unheard: new Map(),
    moved: new Map(),
  }
  marks.onMoved = (id, was, anchor) => {
    const known = page.moved.get(id)
    if (known) known.wanted = anchor
    else page.moved.set(id, { was, wanted: anchor })
  }
  return page
}

function listen(page: Page, pages: readonly Page[]): void {
  page.doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin === 'others') return
    for (const other of pages) if (other !== page) page.unheard.set(other, [...(page.unheard.get(other) ?? []), update])
  })
}

function act(
  page: Page,
  which: number,
  random: Random,
  letters: (count: number) => string,
  threads: Thread[],
  showAll: () => void,
): void {
  const { editor } = page.headless
  const { size } = editor.state.doc.content
  const from = 1 + random.below(size)
  const to = Math.min(size, from + random.below(8))
  select(editor, from, to)
  switch (which) {
    case 0:
    case 1:
    case 2:
      select(editor, from, from)
      editor.commands.insertContent({ type: 'text', text: letters(1 + random.below(3)) })
      break
    case 3:
    case 4:
      editor.commands.deleteSelection()
      break
    case 5:
      select(editor, from, from)
      if (editor.state.selection.$from.parent.isTextblock) editor.commands.splitBlock()
      break
    case 6:
      select(editor, from, from)
      editor.commands.joinBackward()
      break
    case 7:
      editor.commands.toggleHeading({ level: 2 })
      break
    case 8:
      editor.commands.toggleBulletList()
      break
    case 9:
      editor.commands.toggleBold()
      break
    case 10:
      page.headless.undoManager.stopCapturing()
      page.headless.undoManager.undo()
      break
    case 11:
      page.headless.undoManager.redo()
      break
    default:
      if (beginThread(page, random, threads)) showAll()
  }
  page.headless.undoManager.stopCapturing()
}

const EMPTY: JsonNode = { type: 'doc', content: [{ type: 'title' }, { type: 'paragraph' }] }

/** As the server does it: the smallest edit of a copy, which all pages hear of. */
function restore(page: Page, pages: readonly Page[], version: JsonNode, random: Random): void {
  const copy = new Y.Doc()
  copy.clientID = newClientId(random)
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(page.doc))
  copy.on('update', (update: Uint8Array) => {
    Y.applyUpdate(page.doc, update, 'others')
    for (const other of pages) if (other !== page) page.unheard.set(other, [...(page.unheard.get(other) ?? []), update])
  })
  changeDocument(copy, version)
  copy.destroy()
}

/** Where there are letters, near these places. */
function select(editor: Page['headless']['editor'], from: number, to: number): void {
  const { tr } = editor.state
  editor.view.dispatch(tr.setSelection(TextSelection.between(tr.doc.resolve(from), tr.doc.resolve(to))))
}

const MOST_THREADS = 12

function beginThread({ headless: { editor }, name }: Page, random: Random, threads: Thread[]): boolean {
  if (threads.length >= MOST_THREADS) return false
  const { doc } = editor.state
  const from = random.below(doc.content.size)
  const range = lettersIn(doc, { from, to: Math.min(doc.content.size, from + 2 + random.below(12)) })
  const binding = bindingOf(editor.state)
  const anchor = range && binding && anchorOf(binding, doc, range)
  if (!range || !anchor) return false
  const own = new Set(doc.textBetween(range.from, range.to))
  const others = new Set([...doc.textContent].filter(letter => !own.has(letter)))
  const quote = doc.textBetween(range.from, range.to, ' ')
  threads.push({ id: `${name}${threads.length}`, anchor, quote, own, others })
  return true
}

/** As the page does it; the editor without a screen calls itself destroyed. */
function show({ headless: { editor } }: Page, threads: readonly Thread[]): void {
  const anchored = threads.map(({ id, anchor, quote }) => ({ id, anchor, quote, quoteOnce: true, quiet: false }))
  editor.view.dispatch(editor.state.tr.setMeta(commentMarksKey, { threads: anchored }))
}

/** One page hears some of what another wrote, in order. */
function hear(pages: readonly Page[], random: Random): void {
  const from = pages[random.below(pages.length)]
  const to = pages[random.below(pages.length)]
  if (!from || !to || from === to) return
  const waiting = from.unheard.get(to) ?? []
  for (const update of waiting.splice(0, 1 + random.below(waiting.length + 1))) Y.applyUpdate(to.doc, update, 'others')
}

/** Everybody hears of everything, and then of the anchors that were moved, as the server takes them. */
function settle(pages: readonly Page[], threads: Thread[], showAll: () => void): void {
  for (let isQuiet = false; !isQuiet; ) {
    isQuiet = true
    for (const page of pages) {
      for (const [other, updates] of page.unheard) {
        for (const update of updates.splice(0)) {
          isQuiet = false
          Y.applyUpdate(other.doc, update, 'others')
        }
      }
    }
    for (const { moved } of pages) {
      for (const [id, { was, wanted }] of moved) {
        isQuiet = false
        const thread = threads.find(one => one.id === id)
        if (thread && isSame(thread.anchor, was)) thread.anchor = wanted
        moved.delete(id)
      }
    }
    if (!isQuiet) showAll()
  }
}

function judge(pages: readonly Page[], threads: readonly Thread[]): AnchorReport {
  const faults: string[] = []
  let whole = 0
  let cut = 0
  for (const page of pages) {
    const { doc } = page.headless.editor.state
    const places = commentMarksKey.getState(page.headless.editor.state)?.places
    const text = doc.textBetween(0, doc.content.size, ' ')
    for (const thread of threads) {
      const place = places?.get(thread.id)
      const words = typeof place === 'object' ? doc.textBetween(place.from, place.to) : ''
      const tell = (what: string) => faults.push(`${page.name} ${thread.id} on “${thread.quote}”: ${what} (“${words}”)`)
      const isWhole = thread.quote.length > 2 && text.split(thread.quote).length === 2
      if (isWhole) whole += 1
      if (place === 'waiting' || place === undefined) tell('still waits')
      else if ([words.at(0), words.at(-1)].some(letter => letter && thread.others.has(letter)))
        tell('reaches over words it is not about')
      else if (words !== '' && ![...words].some(letter => thread.own.has(letter))) tell('hangs on none of its words')
      else if (isWhole && ![...thread.own].every(letter => words.includes(letter))) cut += 1
    }
  }
  return { faults, looked: threads.length * pages.length, whole, cut }
}

/** Letters that were never written before: U+4E00 and on. */
function letterSource(): (count: number) => string {
  let next = 0x4e00
  return count => String.fromCodePoint(...Array.from({ length: count }, () => next++))
}

function isSame(a: AnchorEnds, b: AnchorEnds): boolean {
  return a.start === b.start && a.end === b.end
}
