/** Looks in a page for what attackers want in it (A17), as a browser would read the page. */
import { fromHtml } from 'hast-util-from-html'

const ORIGIN = 'https://galley.example'

type Node = {
  readonly type: string
  readonly tagName?: string
  readonly properties?: Readonly<Record<string, unknown>>
  readonly children?: readonly Node[]
  readonly content?: Node
}

const FORBIDDEN = new Set([
  'script',
  'iframe',
  'object',
  'embed',
  'base',
  'template',
  'noscript',
  'frame',
  'math',
  'audio',
  'video',
])
const ADDRESSES = ['href', 'src', 'action', 'formAction', 'srcDoc', 'xLinkHref', 'data', 'poster', 'cite', 'background']

/** What of a page could act, or lead where no page of ours leads. */
export function findActing(html: string): string[] {
  const found: string[] = []
  const visit = (node: Node) => {
    const { tagName = '', properties = {} } = node
    if (FORBIDDEN.has(tagName)) found.push(`<${tagName}>`)
    for (const [name, value] of Object.entries(properties)) {
      if (/^on/i.test(name)) found.push(`${tagName} ${name}`)
      if (name === 'httpEquiv') found.push(`${tagName} ${name}=${value}`)
      if (name === 'style' && !/^margin|^max-width/.test(String(value))) found.push(`${tagName} style=${value}`)
      if (ADDRESSES.includes(name) && !isHarmless(String(value))) found.push(`${tagName} ${name}=${value}`)
    }
    for (const child of node.children ?? []) visit(child)
    if (node.content) visit(node.content)
  }
  visit(fromHtml(html) as Node)
  return found
}

function isHarmless(address: string): boolean {
  const url = URL.canParse(address, ORIGIN) ? new URL(address, ORIGIN) : null
  return url !== null && ['http:', 'https:', 'mailto:', 'tel:'].includes(url.protocol)
}
