import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { AnchorEnds } from '#domain/contract/discussion-shape.ts'
import { docFromJson, jsonOf } from '#domain/text/document.ts'
import { contentHash } from '#domain/text/hash.ts'
import { htmlOf } from '#domain/text/html.ts'
import { jsonFromMarkdown } from '#domain/text/markdown.ts'
import { type HeadlessEditor, openHeadlessEditor } from '#tests/fuzz/headless-editor.ts'
import { anchorOf, bindingOf } from '#web/realtime/anchors.ts'
import { commentMarksKey, createCommentMarks } from './comment-marks.ts'

const TEXT = 'First of all.\n\nIt speaks every ten minutes, and nobody listens.\n\nLast of all.'
const QUOTE = 'ten minutes'

const opened: HeadlessEditor[] = []
afterEach(() => {
  for (const headless of opened.splice(0)) headless.close()
})

/** Pages on one text; what one writes the others have at once, unless they are apart. */
function openPages(count: number) {
  const start = Y.encodeStateAsUpdate(docFromJson(jsonFromMarkdown('A buoy', TEXT)))
  let apart = false
  const pages = Array.from({ length: count }, () => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, start)
    const marks = createCommentMarks()
    const headless = openHeadlessEditor(doc, [marks.extension])
    opened.push(headless)
    const moved: { id: string; was: AnchorEnds; anchor: AnchorEnds }[] = []
    marks.onMoved = (id, was, anchor) => moved.push({ id, was, anchor })
    const { editor } = headless
    return {
      doc,
      editor,
      moved,
      undo: () => headless.undoManager.undo(),
      redo: () => headless.undoManager.redo(),
      rest: () => headless.undoManager.stopCapturing(),
      show: (anchor: AnchorEnds, quote = QUOTE) =>
        editor.view.dispatch(
          editor.state.tr.setMeta(commentMarksKey, {
            threads: [{ id: 't', anchor, quote, quoteOnce: false, quiet: false }],
          }),
        ),
      select: (words: string) => editor.commands.setTextSelection(find(editor.state.doc, words)),
      words: () => {
        const place = commentMarksKey.getState(editor.state)?.places.get('t')
        return typeof place === 'object' ? editor.state.doc.textBetween(place.from, place.to, ' ') : place
      },
      anchor: (words: string) => {
        const binding = bindingOf(editor.state)
        const anchor = binding && anchorOf(binding, editor.state.doc, find(editor.state.doc, words))
        if (!anchor) throw new Error(`Nothing to hang on: ${words}`)
        return anchor
      },
    }
  })
  for (const page of pages) {
    page.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'others' || apart) return
      for (const other of pages) if (other !== page) Y.applyUpdate(other.doc, update, 'others')
    })
  }
  return {
    pages,
    part: () => {
      apart = true
    },
    meet: () => {
      apart = false
      for (const one of pages)
        for (const other of pages) Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(other.doc), 'others')
    },
  }
}

type Page = ReturnType<typeof openPages>['pages'][number]

function find(doc: Page['editor']['state']['doc'], words: string): { from: number; to: number } {
  let from = -1
  doc.descendants((node, position) => {
    const at = node.isText ? (node.text ?? '').indexOf(words) : -1
    if (at >= 0 && from < 0) from = position + at
    return from < 0
  })
  if (from < 0) throw new Error(`Not in the text: ${words}`)
  return { from, to: from + words.length }
}

function two(): { a: Page; b: Page } & ReturnType<typeof openPages> {
  const all = openPages(2)
  const [a, b] = all.pages
  if (!a || !b) throw new Error('two pages')
  const anchor = a.anchor(QUOTE)
  a.show(anchor)
  b.show(anchor)
  return { ...all, a, b }
}

/** As the server does: everybody hears of an anchor that was moved. */
function tell(from: Page, ...to: Page[]): void {
  for (const { anchor } of from.moved.splice(0)) for (const page of to) page.show(anchor)
}

describe('threads in the text', () => {
  test('[CM30] an anchor holds through edits around it and inside, at the writer and at the others', () => {
    const { a, b } = two()
    expect([a.words(), b.words()]).toEqual([QUOTE, QUOTE])
    a.select('It')
    a.editor.commands.insertContent({ type: 'text', text: 'Often it' })
    b.editor.commands.insertContentAt(find(b.editor.state.doc, 'minutes').from, { type: 'text', text: 'long ' })
    a.editor.commands.insertContentAt(find(a.editor.state.doc, ', and').from, { type: 'text', text: '!' })
    b.editor.commands.insertContentAt(find(b.editor.state.doc, 'ten').from, { type: 'text', text: 'about ' })
    expect([a.words(), b.words()]).toEqual(['ten long minutes', 'ten long minutes'])
    expect([...a.moved, ...b.moved]).toEqual([])
  })

  test('[CM65] places are known at once, marks are drawn when that is asked for, and with the thread one looks at', () => {
    const { a } = two()
    const state = () => commentMarksKey.getState(a.editor.state)
    const tell = (said: object) => a.editor.view.dispatch(a.editor.state.tr.setMeta(commentMarksKey, said))
    expect(a.words()).toBe(QUOTE)
    expect(state()).toMatchObject({ isUndrawn: true })
    expect(state()?.decorations.find()).toHaveLength(0)
    a.select('First')
    a.editor.commands.insertContent({ type: 'text', text: 'At first, first' })
    tell({ active: null })
    expect(state()?.decorations.find()).toHaveLength(0)
    tell({ draw: true })
    expect(state()).toMatchObject({ isUndrawn: false })
    const [mark] = state()?.decorations.find() ?? []
    expect(mark && a.editor.state.doc.textBetween(mark.from, mark.to)).toBe(QUOTE)
    a.show(a.anchor('nobody listens'), 'nobody listens')
    expect(state()).toMatchObject({ isUndrawn: true })
    tell({ active: 't' })
    expect(state()).toMatchObject({ isUndrawn: false })
    expect(state()?.decorations.find()).toMatchObject([find(a.editor.state.doc, 'nobody listens')])
  })

  test('[CM30] what is left of the words keeps the thread; without any it is gone, and never on others', () => {
    const { a, b } = two()
    a.select('every ten')
    a.editor.commands.deleteSelection()
    expect([a.words(), b.words()]).toEqual([' minutes', ' minutes'])
    b.select('minutes, and')
    b.editor.commands.deleteSelection()
    b.editor.commands.insertContent({ type: 'text', text: 'something else' })
    a.editor.commands.insertContentAt(find(a.editor.state.doc, 'something').from, { type: 'text', text: 'quite ' })
    for (const page of [a, b]) expect(page.words()).toBe('gone')
  })

  test('[CM31] what undo brings back has its thread again, on all pages', () => {
    const { a, b } = two()
    for (let round = 0; round < 3; round++) {
      a.rest()
      a.select('every ten minutes,')
      a.editor.commands.deleteSelection()
      expect([a.words(), b.words()]).toEqual(['gone', 'gone'])
      a.undo()
      expect(a.words()).toBe(QUOTE)
      tell(a, a, b)
      expect([a.words(), b.words()]).toEqual([QUOTE, QUOTE])
    }
  })

  test('[CM31] a paragraph that is deleted and brought back by undo has its threads again', () => {
    const { a, b } = two()
    a.rest()
    const { from } = find(a.editor.state.doc, 'It speaks')
    const { from: last } = find(a.editor.state.doc, 'Last of')
    a.editor.commands.deleteRange({ from: from - 1, to: last - 1 })
    expect([a.words(), b.words()]).toEqual(['gone', 'gone'])
    a.undo()
    tell(a, a, b)
    expect([a.words(), b.words()]).toEqual([QUOTE, QUOTE])
  })

  test('[CM31] a letter that was brought back and deleted by another since is deleted, whatever of its paragraph stands', () => {
    const { a, b } = two()
    a.select('It speaks every ten minutes, and nobody listens.')
    a.editor.commands.deleteSelection()
    a.rest()
    a.undo()
    b.select('ten')
    b.editor.commands.deleteSelection()
    b.editor.commands.insertContent({ type: 'text', text: 'NOW' })
    expect(a.words()).toBe(' minutes')
  })

  test('[CM32] words that an edit makes anew keep their thread: splits, headings, lists, joins, and their undo', () => {
    const edits: [string, (page: Page) => void][] = [
      [
        'split before',
        page => page.editor.chain().setTextSelection(find(page.editor.state.doc, 'every').from).splitBlock().run(),
      ],
      [
        'split inside',
        page => page.editor.chain().setTextSelection(find(page.editor.state.doc, ' minutes').from).splitBlock().run(),
      ],
      [
        'heading',
        page =>
          page.editor.chain().setTextSelection(find(page.editor.state.doc, 'every')).toggleHeading({ level: 2 }).run(),
      ],
      [
        'list',
        page => page.editor.chain().setTextSelection(find(page.editor.state.doc, 'every')).toggleBulletList().run(),
      ],
      ['bold', page => page.editor.chain().setTextSelection(find(page.editor.state.doc, 'ten')).toggleBold().run()],
      [
        'join',
        page => page.editor.chain().setTextSelection(find(page.editor.state.doc, 'It').from).joinBackward().run(),
      ],
    ]
    for (const [name, edit] of edits) {
      const { a, b } = two()
      a.rest()
      edit(a)
      tell(a, a, b)
      const plain = (words: unknown) => String(words).replace(/\s+/g, ' ')
      expect([name, plain(a.words()), plain(b.words())]).toEqual([name, QUOTE, QUOTE])
      a.rest()
      a.undo()
      tell(a, a, b)
      expect([name, 'undone', a.words(), b.words()]).toEqual([name, 'undone', QUOTE, QUOTE])
    }
  })

  test('[CM34] an anchor on letters that have not arrived waits for them', () => {
    const { pages, part, meet } = openPages(2)
    const [a, b] = pages
    if (!a || !b) throw new Error('two pages')
    part()
    a.editor.commands.insertContentAt(find(a.editor.state.doc, ', and').from, { type: 'text', text: ' or so' })
    const anchor = a.anchor('or so')
    b.show(anchor, 'or so')
    expect(b.words()).toBe('waiting')
    meet()
    expect(b.words()).toBe('or so')
  })

  test('[CM36] a thread is nowhere in the document: its hash, JSON and HTML are those of the text alone', async () => {
    const { a } = two()
    const before = jsonOf(a.doc)
    expect(await contentHash(jsonOf(a.doc))).toBe(await contentHash(jsonFromMarkdown('A buoy', TEXT)))
    let updates = 0
    a.doc.on('update', () => {
      updates += 1
    })
    a.show(a.anchor('speaks'))
    a.show(a.anchor('nobody'))
    expect(updates).toBe(0)
    expect(jsonOf(a.doc)).toEqual(before)
    expect(htmlOf(jsonOf(a.doc))).not.toContain('thread')
  })
})
