/**
 * Pictures in Markdown's tree. There they stand in a line of text, in a post they are blocks: a paragraph is split at
 * each picture of ours. Pictures of other sites, and those in headings, cells and links, become their words.
 */
import type { Image, Nodes, Paragraph, PhrasingContent, Root, RootContent } from 'mdast'
import { type ImageId, imageOfPath } from '#domain/contract/images.ts'

type ImageAttributes = { readonly id: ImageId; readonly alt: string; readonly caption: string }

const lifted = new WeakMap<Image, ImageAttributes>()

/** Changes the tree. */
export function liftImages(tree: Root): void {
  const waiting: Nodes[] = [tree]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (!('children' in node)) continue
    const children = node.children as RootContent[]
    if (children.some(child => child.type === 'paragraph')) {
      node.children = children.flatMap(child => (child.type === 'paragraph' ? split(child) : [child])) as never
    }
    waiting.push(...node.children)
  }
}

/** Changes the tree: what is a path here is a whole address for readers elsewhere. */
export function setImageOrigin(tree: Nodes, origin: string): void {
  if (tree.type === 'image' && imageOfPath(tree.url)) tree.url = `${origin}${tree.url}`
  if ('children' in tree) for (const child of tree.children) setImageOrigin(child, origin)
}

/** Null for a picture that stays in its line. */
export function imageOf(image: Image): ImageAttributes | null {
  return lifted.get(image) ?? null
}

function split(paragraph: Paragraph): RootContent[] {
  const parts: RootContent[] = []
  let run: PhrasingContent[] = []
  const endRun = () => {
    const words = trimmed(run)
    if (words.length > 0) parts.push({ type: 'paragraph', children: words })
    run = []
  }
  for (const child of paragraph.children) {
    const id = child.type === 'image' ? imageOfPath(child.url) : null
    if (child.type !== 'image' || id === null) {
      run.push(child)
      continue
    }
    endRun()
    lifted.set(child, { id, alt: child.alt ?? '', caption: child.title ?? '' })
    parts.push(child)
  }
  if (parts.length === 0) return [paragraph]
  endRun()
  return parts
}

/** White space and breaks around a picture are layout of the Markdown, not text. */
function trimmed(run: readonly PhrasingContent[]): PhrasingContent[] {
  const isLayout = (node: PhrasingContent | undefined) =>
    node?.type === 'break' || (node?.type === 'text' && node.value.trim() === '')
  const words = [...run]
  while (isLayout(words[0])) words.shift()
  while (isLayout(words.at(-1))) words.pop()
  const [first] = words
  if (first?.type === 'text') words[0] = { ...first, value: first.value.trimStart() }
  const last = words.at(-1)
  if (last?.type === 'text') words[words.length - 1] = { ...last, value: last.value.trimEnd() }
  return words
}
