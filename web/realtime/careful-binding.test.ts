import { getSchema } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { EditorState, type Plugin, type PluginView, Selection, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { undo, ySyncPlugin, yUndoPlugin } from '@tiptap/y-tiptap'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { asWritten } from '#domain/text/as-written.ts'
import { docFromJson } from '#domain/text/document.ts'
import { BODY, editorExtensions } from '#domain/text/schema.ts'
import { UnsupportedBlock } from '#web/features/editor/extensions/unsupported-block.ts'
import { careful, holdPlaceholders } from './careful-binding.ts'
import { isUnsupported } from './unfit.ts'

const schema = getSchema([...editorExtensions, UnsupportedBlock])

/** What plug-ins see of an editor: ProseMirror's own state, and a dispatch that tells them. No DOM is drawn. */
function openEditor(doc: Y.Doc) {
  const plugins: Plugin[] = [careful(ySyncPlugin(doc.getXmlFragment(BODY))), yUndoPlugin(), holdPlaceholders()]
  let state = EditorState.create({ schema, plugins })
  const opened: PluginView[] = []
  const view = {
    get state() {
      return state
    },
    dispatch(transaction: Transaction) {
      const before = state
      state = state.apply(transaction)
      for (const one of opened) one.update?.(asView, before)
    },
    hasFocus: () => false,
  }
  const asView = view as unknown as EditorView
  const open = () => {
    for (const plugin of plugins) {
      const made = plugin.spec.view?.(asView)
      if (made) opened.push(made)
    }
  }
  const close = () => {
    for (const one of opened.splice(0)) one.destroy?.()
  }
  open()
  return {
    view,
    shown: () => state.doc.children.map(node => (isUnsupported(node) ? `?${node.attrs.text}` : node.textContent)),
    change: (make: (transaction: Transaction, doc: Node) => Transaction) => view.dispatch(make(state.tr, state.doc)),
    /** As when a plugin joins. */
    reopen: () => {
      close()
      open()
    },
    close,
  }
}

const words = (text: string) => ({ type: 'text', text })
const paragraph = (text: string) => ({ type: 'paragraph', content: [words(text)] })

/** Title, `One.`, what `put` adds, `Two.`; everything by one author who is not this page. */
function postWith(put: (body: Y.XmlFragment) => void): Y.Doc {
  const author = docFromJson({
    type: 'doc',
    content: [{ type: 'title', content: [words('T')] }, paragraph('One.'), paragraph('Two.')],
  })
  author.transact(() => put(author.getXmlFragment(BODY)))
  const doc = asWritten(new Y.Doc())
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(author))
  return doc
}

function element(name: string, ...children: (Y.XmlElement | Y.XmlText)[]): Y.XmlElement {
  const made = new Y.XmlElement(name)
  made.insert(0, children)
  return made
}
function text(insert: string, attributes: Record<string, object> = {}): Y.XmlText {
  const made = new Y.XmlText()
  made.applyDelta([{ insert, attributes }])
  return made
}
/** Each inside the one before: what Yjs takes from an update, and no recursion can follow. */
function nest(body: Y.XmlFragment, depth: number): void {
  let inner = element('blockquote')
  body.insert(2, [inner])
  for (let level = 0; level < depth; level++) {
    const next = element('blockquote')
    inner.insert(0, [next])
    inner = next
  }
  inner.insert(0, [text('deep')])
}

/** Content that the schema of this page cannot build, each with the words that stay in sight. */
const UNFIT: Record<string, { readonly put: (body: Y.XmlFragment) => void; readonly shown: readonly string[] }> = {
  'an unknown block': {
    put: body => body.insert(2, [element('poll', element('choice', text('Yes')), element('choice', text('No')))]),
    shown: ['T', 'One.', '?Yes\nNo', 'Two.'],
  },
  'an unknown block without words': {
    put: body => body.insert(2, [element('video')]),
    shown: ['T', 'One.', '?', 'Two.'],
  },
  'an unknown block deep in a list': {
    put: body =>
      body.insert(2, [
        element('bulletList', element('listItem', element('paragraph', text('a')), element('poll', text('b')))),
      ]),
    shown: ['T', 'One.', '?a\nb', 'Two.'],
  },
  'an unknown node in a line': {
    put: body => body.insert(2, [element('paragraph', text('Ask '), element('stamp'), text(' today'))]),
    shown: ['T', 'One.', '?Ask \n today', 'Two.'],
  },
  'an unknown mark': {
    put: body => body.insert(2, [element('paragraph', text('plain '), text('marked', { comment: { id: '1' } }))]),
    shown: ['T', 'One.', '?plain \nmarked', 'Two.'],
  },
  'an unknown mark in the title': {
    put: body => (body.get(0) as Y.XmlElement).insert(1, [text('!', { glow: {} })]),
    shown: ['', '?T\n!', 'One.', 'Two.'],
  },
  'a mark where none may be': {
    put: body => (body.get(0) as Y.XmlElement).insert(1, [text('!', { bold: {} })]),
    shown: ['', '?T\n!', 'One.', 'Two.'],
  },
  'an object in a text': {
    put: body => {
      const line = new Y.XmlText()
      line.applyDelta([{ insert: 'a' }, { insert: { image: 'x' } }])
      body.insert(2, [element('paragraph', line)])
    },
    shown: ['T', 'One.', '?a\uFFFC', 'Two.'],
  },
  'text that stands in the body itself': {
    put: body => body.insert(2, [text('loose')]),
    shown: ['T', 'One.', '?loose', 'Two.'],
  },
  'a list item outside of any list': {
    put: body => body.insert(2, [element('listItem', element('paragraph', text('alone')))]),
    shown: ['T', 'One.', '?alone', 'Two.'],
  },
  'a list item that begins with a list': {
    put: body =>
      body.insert(2, [
        element(
          'bulletList',
          element('listItem', element('bulletList', element('listItem', element('paragraph', text('in'))))),
        ),
      ]),
    shown: ['T', 'One.', '?in', 'Two.'],
  },
  'a table that is none': {
    put: body => body.insert(2, [element('table', element('paragraph', text('cell')))]),
    shown: ['T', 'One.', '?cell', 'Two.'],
  },
  'a list that two people emptied together': {
    put: body => body.insert(2, [element('bulletList')]),
    shown: ['T', 'One.', '?', 'Two.'],
  },
  'a second title': {
    put: body => body.insert(2, [element('title', text('Other'))]),
    shown: ['T', 'One.', '?Other', 'Two.'],
  },
  'a block before the title': {
    put: body => body.insert(0, [element('poll', text('first'))]),
    shown: ['', '?first', '?T', 'One.', 'Two.'],
  },
  'no title': { put: body => body.delete(0, 1), shown: ['', 'One.', 'Two.'] },
  'nothing but unknown blocks': {
    put: body => {
      body.delete(0, 3)
      body.insert(0, [element('poll', text('a')), element('poll', text('b'))])
    },
    shown: ['', '?a', '?b'],
  },
  'a title alone': { put: body => body.delete(1, 2), shown: ['T', ''] },
  'our own name for a placeholder': {
    put: body => body.insert(2, [element('unsupported', text('fake'))]),
    shown: ['T', 'One.', '?fake', 'Two.'],
  },
  'nesting without end': { put: body => nest(body, 20_000), shown: ['T', 'One.', '?deep', 'Two.'] },
}

const bytesOf = (doc: Y.Doc) => Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')

describe('[CN64] what this page cannot build is shown as such, and opening it writes nothing', () => {
  for (const [what, { put, shown }] of Object.entries(UNFIT))
    test(what, () => {
      const doc = postWith(put)
      const before = bytesOf(doc)
      let writes = 0
      doc.on('update', () => {
        writes += 1
      })
      const editor = openEditor(doc)
      expect(editor.shown()).toEqual(shown)
      // A click, and a caret of somebody else.
      editor.change(transaction => transaction.setSelection(Selection.atEnd(transaction.doc)))
      editor.change(transaction => transaction.setMeta('caret', true))
      editor.close()
      expect(writes).toBe(0)
      expect(bytesOf(doc)).toBe(before)
    })
})

/** Every block that is there, with the id that tells it from a copy of itself. */
function blocksOf(doc: Y.Doc): string[] {
  return doc
    .getXmlFragment(BODY)
    .toArray()
    .map(type => `${type._item?.id.client}:${type._item?.id.clock} ${JSON.stringify(plainOf(type))}`)
}
function plainOf(type: unknown): unknown {
  if (type instanceof Y.XmlText) return type.toDelta()
  if (!(type instanceof Y.XmlElement)) return String(type)
  const children: unknown[] = []
  for (let child = type.firstChild; child; child = child.nextSibling)
    children.push(child instanceof Y.XmlElement && child.nodeName === 'blockquote' ? 'deep' : plainOf(child))
  return [type.nodeName, type.getAttributes(), children]
}

/** Where the word stands in the shown text. */
function placeOf(doc: Node, word: string): number {
  let place = -1
  doc.descendants((node, position) => {
    if (node.isText && node.text?.includes(word)) place = position + node.text.indexOf(word)
  })
  expect(place, word).toBeGreaterThan(0)
  return place
}

describe('[CN65] typing around what this page cannot build leaves it byte for byte', () => {
  for (const [what, { put, shown }] of Object.entries(UNFIT)) {
    if (!shown.includes('One.')) continue
    test(what, () => {
      const doc = postWith(put)
      const known = blocksOf(doc).filter(block => !block.includes('One.') && !block.includes('Two.'))
      const editor = openEditor(doc)
      editor.change((transaction, now) => transaction.insertText('more ', placeOf(now, 'One.')))
      // Both sides in one go, as find-and-replace or bold over everything does.
      editor.change((transaction, now) => {
        const second = placeOf(now, 'Two.')
        return transaction.insertText('later ', second).insertText('sooner ', placeOf(now, 'One.'))
      })
      editor.change((transaction, now) =>
        transaction
          .addMark(1, now.content.size - 1, now.type.schema.mark('bold'))
          .insert(now.content.size, now.type.schema.node('paragraph')),
      )
      editor.close()
      const after = blocksOf(doc)
      expect(after.filter(block => known.includes(block))).toEqual(known)
      expect(doc.getXmlFragment(BODY).length).toBeGreaterThan(3)
      expect(after.join()).toContain('sooner ')
      expect(after.join()).toContain('later ')
    })
  }

  test('also when a plugin that joins has made all views anew; the caret stays where it is', () => {
    const doc = postWith(UNFIT['an unknown block']?.put ?? (() => undefined))
    // Yjs tells there what stopped observing without having begun.
    const complaints = vi.spyOn(console, 'error')
    const editor = openEditor(doc)
    const known = blocksOf(doc)
    editor.change((transaction, now) => transaction.setSelection(TextSelection.create(now, placeOf(now, 'Two.') + 2)))
    const { anchor } = editor.view.state.selection
    editor.reopen()
    editor.reopen()
    expect(editor.view.state.selection.anchor).toBe(anchor)
    expect(editor.shown()).toEqual(['T', 'One.', '?Yes\nNo', 'Two.'])
    expect(blocksOf(doc)).toEqual(known)
    editor.change((transaction, now) =>
      transaction.insertText('b ', placeOf(now, 'Two.')).insertText('a ', placeOf(now, 'One.')),
    )
    expect(editor.shown()).toEqual(['T', 'a One.', '?Yes\nNo', 'b Two.'])
    expect(blocksOf(doc)[2]).toBe(known[2])
    editor.close()
    expect(complaints).not.toHaveBeenCalled()
    complaints.mockRestore()
  })

  test('a person may take it out, and undo brings it back', () => {
    const doc = postWith(UNFIT['an unknown block']?.put ?? (() => undefined))
    const editor = openEditor(doc)
    editor.change((transaction, now) => {
      const from = placeOf(now, 'One.')
      return transaction.delete(from, placeOf(now, 'Two.'))
    })
    expect(editor.shown()).toEqual(['T', 'Two.'])
    expect(doc.getXmlFragment(BODY).toString()).not.toContain('poll')
    undo(editor.view.state)
    expect(editor.shown()).toEqual(['T', 'One.', '?Yes\nNo', 'Two.'])
    expect(doc.getXmlFragment(BODY).toString()).toContain('<poll><choice>Yes</choice><choice>No</choice></poll>')
    editor.close()
  })

  test('blocks may pass over it', () => {
    const doc = postWith(UNFIT['an unknown block']?.put ?? (() => undefined))
    const known = blocksOf(doc)
    const editor = openEditor(doc)
    editor.change((transaction, now) => {
      const from = now.child(0).nodeSize
      return transaction.delete(from, from + now.child(1).nodeSize).insert(transaction.doc.content.size, now.child(1))
    })
    expect(editor.shown()).toEqual(['T', '?Yes\nNo', 'Two.', 'One.'])
    expect(blocksOf(doc)).toContain(known[2])
    expect(blocksOf(doc)).toHaveLength(4)
    editor.close()
  })

  test('it is neither doubled nor wrapped', () => {
    const doc = postWith(UNFIT['an unknown block']?.put ?? (() => undefined))
    const editor = openEditor(doc)
    const before = bytesOf(doc)
    const poll = editor.view.state.doc.child(2)
    editor.change((transaction, now) => transaction.insert(now.content.size, poll))
    editor.change((transaction, now) => transaction.insert(now.content.size, schema.node('blockquote', null, [poll])))
    editor.change((transaction, now) => {
      const range = transaction.doc
        .resolve(placeOf(now, 'One.'))
        .blockRange(transaction.doc.resolve(placeOf(now, 'Two.')))
      return range ? transaction.wrap(range, [{ type: schema.nodes.blockquote ?? poll.type }]) : transaction
    })
    expect(bytesOf(doc)).toBe(before)
    expect(editor.shown()).toEqual(['T', 'One.', '?Yes\nNo', 'Two.'])
    editor.close()
  })
})

describe('[CN66] what others change while it is open', () => {
  test('a block that becomes unknown is a placeholder from then on, and a block again once it is known', () => {
    const doc = postWith(() => undefined)
    const editor = openEditor(doc)
    const other = asWritten(new Y.Doc())
    const tell = (change: (body: Y.XmlFragment) => void) => {
      Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
      other.transact(() => change(other.getXmlFragment(BODY)))
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(doc)))
    }
    let writes = 0
    doc.on('update', (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
      if (local) writes += 1
    })
    tell(body => (body.get(1) as Y.XmlElement).insert(1, [element('stamp')]))
    expect(editor.shown()).toEqual(['T', '?One.', 'Two.'])
    tell(body => body.insert(3, [element('poll', text('Yes'))]))
    expect(editor.shown()).toEqual(['T', '?One.', 'Two.', '?Yes'])
    tell(body => (body.get(1) as Y.XmlElement).delete(1, 1))
    expect(editor.shown()).toEqual(['T', 'One.', 'Two.', '?Yes'])
    expect(writes).toBe(0)
    editor.change((transaction, now) => transaction.insertText('Number ', placeOf(now, 'One.')))
    expect(writes).toBe(1)
    editor.close()
  })

  test('whatever is typed on this page and by others: nobody’s unknown block is lost, and all see the same', () => {
    const step = fc.record({
      who: fc.constantFrom('here', 'there', 'both'),
      what: fc.constantFrom('type', 'split', 'join', 'delete', 'bold', 'list', 'replaceAll', 'move', 'copy'),
      from: fc.double({ min: 0, max: 0.999, noNaN: true }),
      to: fc.double({ min: 0, max: 0.999, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), steps => {
        const start = postWith(body => {
          body.insert(1, [element('poll', text('first'))])
          body.push([element('poll', text('second')), element('paragraph', text('Three.')), element('listItem')])
        })
        const docs = [asWritten(new Y.Doc()), asWritten(new Y.Doc())] as const
        for (const doc of docs) Y.applyUpdate(doc, Y.encodeStateAsUpdate(start))
        const editors = docs.map(openEditor)
        const held = blocksOf(start).filter(block => block.includes('poll') || block.includes('listItem'))
        for (const { who, what, from, to } of steps) {
          for (const [index, editor] of editors.entries())
            if (who === 'both' || (who === 'here') === (index === 0))
              editor.change(transaction => act(transaction, what, from, to))
          if (who !== 'both') {
            for (const [one, other] of [docs, docs.toReversed()] as [Y.Doc, Y.Doc][])
              Y.applyUpdate(one, Y.encodeStateAsUpdate(other, Y.encodeStateVector(one)))
          }
        }
        for (const [one, other] of [docs, docs.toReversed()] as [Y.Doc, Y.Doc][])
          Y.applyUpdate(one, Y.encodeStateAsUpdate(other, Y.encodeStateVector(one)))
        expect(blocksOf(docs[0]).filter(block => held.includes(block))).toEqual(held)
        expect(blocksOf(docs[0])).toEqual(blocksOf(docs[1]))
        expect(editors[0]?.view.state.doc.toJSON()).toEqual(editors[1]?.view.state.doc.toJSON())
        for (const editor of editors) editor.close()
      }),
      { numRuns: 40 },
    )
  })
})

/** One thing a hand does, anywhere in the text but over a placeholder. */
function act(transaction: Transaction, what: string, a: number, b: number): Transaction {
  const { doc } = transaction
  const size = doc.content.size
  const here = Selection.near(doc.resolve(1 + Math.floor(a * (size - 1))), 1)
  if (!(here instanceof TextSelection)) return transaction
  const { from, $from } = here
  const end = Math.min($from.end(), from + Math.ceil(b * 6))
  switch (what) {
    case 'type':
      return transaction.insertText('x', from)
    case 'split':
      return $from.parent.type.name === 'paragraph' && $from.depth === 1 ? transaction.split(from) : transaction
    case 'join': {
      const before = $from.depth === 1 && $from.index(0) > 1 ? doc.child($from.index(0) - 1) : null
      return before?.type.name === 'paragraph' && $from.parent.type.name === 'paragraph'
        ? transaction.join($from.before(1))
        : transaction
    }
    case 'delete':
      return transaction.delete(from, end)
    case 'bold':
      return transaction.addMark(1, size - 1, schema.mark('bold'))
    case 'list': {
      const range = $from.parent.type.name === 'paragraph' && $from.depth === 1 ? $from.blockRange() : null
      const { bulletList, listItem } = schema.nodes
      return range && bulletList && listItem
        ? transaction.wrap(range, [{ type: bulletList }, { type: listItem }])
        : transaction
    }
    case 'move':
    case 'copy': {
      if ($from.index(0) === 0) return transaction
      const block = doc.child($from.index(0))
      const [start, edge] = [$from.before(1), edges(doc)[Math.floor(b * doc.childCount)] ?? size]
      if (what === 'copy') return transaction.insert(edge, block)
      return transaction.delete(start, start + block.nodeSize).insert(transaction.mapping.map(edge), block)
    }
    default: {
      const places: number[] = []
      doc.descendants((node, position) => {
        if (node.isText && node.text?.includes('e')) places.push(position + node.text.indexOf('e'))
      })
      return places.toReversed().reduce((next, place) => next.insertText('EE', place, place + 1), transaction)
    }
  }
}

/** After each block of the text. */
function edges(doc: Node): readonly number[] {
  const ends: number[] = []
  doc.forEach((node, offset) => {
    ends.push(offset + node.nodeSize)
  })
  return ends
}
