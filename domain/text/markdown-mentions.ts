/**
 * `@[Name](user:<id>)` in Markdown's tree: an `@`, and a link behind it whose address is a person. Before the conversion
 * the `@` goes into the link, and the link says that it is a mention.
 */
import type { Link, Nodes, PhrasingContent, Root } from 'mdast'

type MentionAttributes = { readonly id: string; readonly userId: string; readonly label: string }

const PERSON = /^user:([A-Za-z0-9_-]{8,64})$/
const found = new WeakMap<Link, MentionAttributes>()

/** Changes the tree. The same text makes the same ids: read again, it mentions nobody anew. */
export function joinMentions(tree: Root): void {
  const countByUser = new Map<string, number>()
  const waiting: Nodes[] = [tree]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (!('children' in node)) continue
    node.children.forEach((child, index, all) => {
      const before = all[index - 1]
      if (child.type === 'link' && before?.type === 'text' && before.value.endsWith('@')) {
        const userId = PERSON.exec(child.url)?.[1]
        if (userId === undefined) return
        const count = (countByUser.get(userId) ?? 0) + 1
        countByUser.set(userId, count)
        before.value = before.value.slice(0, -1)
        found.set(child, { id: `md-${count}-${userId}`, userId, label: wordsIn(child.children) })
      }
    })
    waiting.push(...node.children.toReversed())
  }
}

/** Null for a link that is none. */
export function mentionOf(link: Link): MentionAttributes | null {
  return found.get(link) ?? null
}

function wordsIn(nodes: readonly PhrasingContent[]): string {
  return nodes.map(node => ('value' in node ? node.value : 'children' in node ? wordsIn(node.children) : '')).join('')
}
