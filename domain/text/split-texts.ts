/**
 * People who begin in the same empty paragraph at once make a text each, side by side in it. The library that binds texts to
 * editors knows one: it would write all of them into the first and delete the others, and with those what their authors are
 * just typing. Here each of them stays, and is changed for itself. SPEC CN90.
 */
import { Fragment, type Node } from '@tiptap/pm/model'
import { updateYFragment, ySyncPluginKey } from '@tiptap/y-tiptap'
import { simpleDiffString } from 'lib0/diff'
import * as Y from 'yjs'

type Meta = Parameters<typeof updateYFragment>[3]

/** Whether two texts stand side by side anywhere in it. */
export function hasSplitTexts(element: Y.XmlElement): boolean {
  const children = element.toArray()
  return children.some((child, index) =>
    child instanceof Y.XmlText
      ? children[index + 1] instanceof Y.XmlText
      : child instanceof Y.XmlElement && hasSplitTexts(child),
  )
}

/**
 * Writes a text block text by text, where texts stand side by side in it and nothing beside their words and marks changes.
 *
 * @returns whether it did; else nothing was written
 */
export function changeSplitTexts(doc: Y.Doc, element: Y.XmlElement, target: Node, { mapping, isOMark }: Meta): boolean {
  const is = runsOf(element.toArray(), child => child instanceof Y.XmlText)
  if (!is.some(run => run.length > 1) || !hasAttributes(element, target)) return false
  const becomes = runsOf(target.children, child => child.isText)
  const others = (run: readonly unknown[]) => !(run[0] instanceof Y.XmlText)
  const fits =
    is.length === becomes.length &&
    is.every((run, index) => {
      const nodes = becomes[index] ?? []
      return others(run) ? mapping.get(run[0] as Y.XmlElement) === nodes[0] : nodes[0]?.isText === true
    })
  if (!fits) return false
  doc.transact(() => {
    for (const [index, run] of is.entries()) {
      if (!others(run)) changeRun(doc, run as readonly Y.XmlText[], target, becomes[index] ?? [], isOMark)
    }
  }, ySyncPluginKey)
  mapping.set(element, target)
  return true
}

/** What is typed where two of them meet goes to the first. */
function changeRun(
  doc: Y.Doc,
  texts: readonly Y.XmlText[],
  block: Node,
  nodes: readonly Node[],
  isOMark: Meta['isOMark'],
): void {
  const words = texts.map(text => text.toDelta().reduce((all: string, { insert }: Inserted) => all + insert, ''))
  const { index, remove, insert } = simpleDiffString(words.join(''), nodes.map(({ text }) => text).join(''))
  const content = Fragment.from(nodes)
  let [end, from] = [0, 0]
  let placed = false
  for (const [place, text] of texts.entries()) {
    end += words[place]?.length ?? 0
    placed ||= end >= index
    const until = !placed ? end : end > index + remove ? end + insert.length - remove : index + insert.length
    // The library changes a text alone as it should; this is a block that holds nothing else.
    const alone = { toArray: () => [text] } as unknown as Y.XmlFragment
    updateYFragment(doc, alone, block.copy(content.cut(from, until)), { mapping: new Map(), isOMark })
    from = until
  }
}

type Inserted = { readonly insert: string }

/** What belongs to one text, or one other thing, together. */
function runsOf<T>(children: readonly T[], isText: (child: T) => boolean): readonly (readonly T[])[] {
  const runs: T[][] = []
  let inText = false
  for (const child of children) {
    if (isText(child) && inText) runs.at(-1)?.push(child)
    else runs.push([child])
    inText = isText(child)
  }
  return runs
}

function hasAttributes(element: Y.XmlElement, { attrs }: Node): boolean {
  const held: Record<string, unknown> = element.getAttributes()
  const names = new Set([...Object.keys(held), ...Object.keys(attrs)])
  return [...names].every(name => (held[name] ?? null) === (attrs[name] ?? null))
}
