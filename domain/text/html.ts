/**
 * A document as HTML: only the elements written in this file, every text and attribute escaped, links by allow-list.
 * The title is not in it, it is the page's h1; headings below it count from h2 and never skip a level.
 */
import { escapeHTML, escapeHTMLAttribute, renderJSONContentToString } from '@tiptap/static-renderer/json/html-string'
import type { JsonMark, JsonNode } from './document.ts'
import { type HtmlPlace, imageHtml } from './html-image.ts'
import { parseLinkAddress } from './link-address.ts'

/** @throws never: nodes and marks that are not known leave their text */
export function htmlOf(json: JsonNode, place: HtmlPlace = { as: 'page' }): string {
  const ids = new Set<string>()
  const outline: number[] = []
  const render = renderJSONContentToString<JsonMark, JsonNode>({
    // Without prototypes, so that a node called `constructor` finds nothing.
    nodeMapping: Object.assign(Object.create(null), {
      title: () => '',
      text: ({ node }) => escapeHTML(node.text ?? ''),
      paragraph: ({ children }) => `<p>${join(children)}</p>\n`,
      heading: ({ node, children }) => {
        const tag = `h${depthOf(clamp(node.attrs?.level, 1, 3), outline) + 1}`
        return `<${tag} id="${headingId(node, ids)}">${join(children)}</${tag}>\n`
      },
      bulletList: ({ children }) => `<ul>\n${join(children)}</ul>\n`,
      orderedList: ({ node, children }) => {
        const start = clamp(node.attrs?.start, 0, 999_999_999)
        return `<ol${start === 1 ? '' : ` start="${start}"`}>\n${join(children)}</ol>\n`
      },
      listItem: ({ children }) => `<li>${join(children)}</li>\n`,
      taskList: ({ children }) => `<ul class="tasks">\n${join(children)}</ul>\n`,
      taskItem: ({ node, children }) =>
        `<li><input type="checkbox" disabled aria-label="Done"${node.attrs?.checked === true ? ' checked' : ''}><div>${join(children)}</div></li>\n`,
      blockquote: ({ children }) => `<blockquote>\n${join(children)}</blockquote>\n`,
      codeBlock: ({ node, children }) =>
        `<pre tabindex="0"><code${languageClass(node)}>${join(children)}</code></pre>\n`,
      horizontalRule: () => '<hr>\n',
      hardBreak: () => '<br>',
      mention: ({ node }) => escapeHTML(`@${node.attrs?.label ?? ''}`),
      image: ({ node }) => imageHtml(node, place),
      table: ({ children }) =>
        `<div class="table" role="region" aria-label="Table" tabindex="0"><table><tbody>\n${join(children)}</tbody></table></div>\n`,
      tableRow: ({ children }) => `<tr>${join(children)}</tr>\n`,
      tableHeader: ({ node, children }) => `<th${cellAttributes(node)}>${join(children)}</th>`,
      tableCell: ({ node, children }) => `<td${cellAttributes(node)}>${join(children)}</td>`,
    } satisfies Parameters<typeof renderJSONContentToString<JsonMark, JsonNode>>[0]['nodeMapping']),
    markMapping: Object.assign(Object.create(null), {
      bold: ({ children }) => `<strong>${join(children)}</strong>`,
      italic: ({ children }) => `<em>${join(children)}</em>`,
      underline: ({ children }) => `<u>${join(children)}</u>`,
      strike: ({ children }) => `<s>${join(children)}</s>`,
      code: ({ children }) => `<code>${join(children)}</code>`,
      link: ({ mark, children }) => {
        const href = parseLinkAddress(mark.attrs?.href)
        if (href === null) return join(children)
        const title = typeof mark.attrs?.title === 'string' ? ` title="${escapeHTMLAttribute(mark.attrs.title)}"` : ''
        return `<a href="${escapeHTMLAttribute(href)}"${title} rel="noopener noreferrer nofollow">${join(children)}</a>`
      },
    } satisfies Parameters<typeof renderJSONContentToString<JsonMark, JsonNode>>[0]['markMapping']),
    unhandledNode: ({ children }) => join(children),
    unhandledMark: ({ children }) => join(children),
  })
  return render({ content: json })
}

function join(children: string | string[] | undefined): string {
  return Array.isArray(children) ? children.join('') : (children ?? '')
}

function clamp(value: unknown, least: number, most: number): number {
  return Number.isInteger(value) ? Math.min(Math.max(Number(value), least), most) : Math.max(least, 1)
}

/**
 * How deep a heading stands under those before it: 1 for a heading with nothing above it, whatever its level.
 * @param outline levels of the headings it stands under; changed by this one
 */
function depthOf(level: number, outline: number[]): number {
  while ((outline.at(-1) ?? 0) >= level) outline.pop()
  return outline.push(level)
}

/** From the heading's words, unique in the page: `install`, `install-2`. */
function headingId(node: JsonNode, taken: Set<string>): string {
  const words = (node.content ?? []).map(child => child.text ?? '').join('')
  const base =
    words
      .toLowerCase()
      .normalize('NFC')
      .match(/[\p{L}\p{N}]+/gu)
      ?.join('-')
      .slice(0, 80) || 'section'
  let id = base
  for (let count = 2; taken.has(id); count++) id = `${base}-${count}`
  taken.add(id)
  return id
}

function languageClass(node: JsonNode): string {
  const language = node.attrs?.language
  return typeof language === 'string' && /^[\w+#.-]{1,40}$/.test(language) ? ` class="language-${language}"` : ''
}

function cellAttributes(node: JsonNode): string {
  const { colspan, rowspan, align } = node.attrs ?? {}
  const columns = clamp(colspan, 1, 100)
  const rows = clamp(rowspan, 1, 100)
  return [
    columns > 1 ? ` colspan="${columns}"` : '',
    rows > 1 ? ` rowspan="${rows}"` : '',
    align === 'center' || align === 'right' ? ` class="${align}"` : '',
  ].join('')
}
