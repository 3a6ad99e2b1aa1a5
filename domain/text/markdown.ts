/**
 * Markdown in and out (CommonMark with GFM), the title apart. This file and its two halves alone know unified, remark and the glue
 * to ProseMirror. What Markdown cannot hold goes out like this: underline and empty paragraphs are dropped, cells become
 * plain cells with `<br>` between their paragraphs, the first row of a table becomes its head.
 */
import { fromProseMirror, remarkProseMirror } from '@handlewithcare/remark-prosemirror'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkStringify from 'remark-stringify'
import { unified } from 'unified'
import { AppError } from '#domain/contract/errors.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { isDeeperThan } from './deeper-than.ts'
import { type JsonNode, nodeFromJson } from './document.ts'
import { requireParseable } from './markdown-guard.ts'
import { liftImages, setImageOrigin } from './markdown-images.ts'
import { blockHandlers } from './markdown-in.ts'
import { joinMentions } from './markdown-mentions.ts'
import { markHandlers, nodeHandlers } from './markdown-out.ts'
import { editorSchema } from './schema.ts'
import { toStorableText } from './storable-text.ts'

const reader = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkProseMirror, { schema: editorSchema, handlers: blockHandlers })

const writer = unified()
  .use(remarkGfm)
  .use(remarkStringify, { bullet: '-', rule: '-', fences: true, incrementListMarker: true })
  .freeze()

/**
 * @param title plain text; Markdown in it is text
 * @throws {AppError} invalid_input for Markdown that is nested too deeply or has too many marks in one paragraph
 */
export function jsonFromMarkdown(title: string, markdown: string): JsonNode {
  requireParseable(markdown)
  const tree = reader.parse(toStorableText(markdown))
  if (isDeeperThan(tree, LIMITS.depth / 2)) {
    throw new AppError('invalid_input', { message: 'This Markdown is nested too deeply.' })
  }
  joinMentions(tree)
  liftImages(tree)
  const json = reader.stringify(tree).toJSON() as JsonNode
  const text = toStorableText(title).replace(/\s+/g, ' ').trim()
  const heading: JsonNode = text ? { type: 'title', content: [{ type: 'text', text }] } : { type: 'title' }
  return { ...json, content: [heading, ...(json.content ?? []).slice(1)] }
}

/**
 * The text without its title.
 * @param origin put before the paths of pictures, for readers elsewhere: `https://write.example.org`
 * @throws {RangeError} for JSON that is not a document of the schema
 */
export function markdownOf(json: JsonNode, origin = ''): string {
  const tree = fromProseMirror<string, string>(nodeFromJson(json), { schema: editorSchema, nodeHandlers, markHandlers })
  if (origin !== '') setImageOrigin(tree, origin)
  return writer.stringify(tree)
}
