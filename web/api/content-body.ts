/** What a call that writes a text means: body and format → from the text as it is to the text as it shall be. */
import { AppError } from '#domain/contract/errors.ts'
import { type CONTENT_FORMATS, ContentParts } from '#domain/contract/inputs/content.ts'
import { readText } from '#domain/services/text-reader.ts'
import type { JsonNode } from '#domain/text/document.ts'
import { blocksOf, parseBlocks, parseDocument } from '#domain/text/parse-document.ts'
import { toStorableText } from '#domain/text/storable-text.ts'
import type { ApiContext } from './context.ts'
import { invalidInput } from './error-response.ts'

export type Format = (typeof CONTENT_FORMATS)[number]
type Target = (current: JsonNode) => JsonNode

/** What takes the place of what; `undefined` stays as it is. */
type Change = {
  readonly title?: string | undefined
  readonly body?: readonly JsonNode[] | undefined
  readonly prepend?: readonly JsonNode[] | undefined
  readonly append?: readonly JsonNode[] | undefined
}

/** @throws {AppError} bad_json; invalid_input with what to send instead; too_large for what takes too long to read */
export async function readTarget(c: ApiContext, format: Format, how: 'whole' | 'parts'): Promise<Target> {
  const body = await c.req.text()
  if (!isJson(c.req.header('content-type'))) {
    if (format === 'json') throw refusal('Send the document as JSON, with Content-Type application/json.')
    return applying({ body: await read(body, format) })
  }
  const value = parseJson(body)
  if (format === 'json' && how === 'whole' && isDocument(value)) {
    const whole = parseDocument(value)
    return () => whole
  }
  const parts = ContentParts.safeParse(value)
  if (!parts.success) throw invalidInput(parts.error)
  return applying(await toChange(parts.data, format, how))
}

async function toChange(parts: ContentParts, format: Format, how: 'whole' | 'parts'): Promise<Change> {
  const { title, markdown, html, content, prepend, append } = parts
  const bodies = [
    ...(markdown === undefined ? [] : [await read(markdown, 'markdown')]),
    ...(html === undefined ? [] : [await read(html, 'html')]),
    ...(content === undefined ? [] : [await readPart(content, format)]),
  ]
  if (bodies.length > 1) throw refusal('Send one of markdown, html and content.')
  const [body] = bodies
  if (how === 'whole' && (body === undefined || prepend !== undefined || append !== undefined)) {
    throw refusal('PUT replaces the whole text: send markdown, html or content. For parts of it there is PATCH.')
  }
  if (Object.keys(parts).length === 0) throw refusal('Nothing to change: send title, markdown, prepend or append.')
  return {
    title,
    body,
    prepend: prepend === undefined ? undefined : await readPart(prepend, format),
    append: append === undefined ? undefined : await readPart(append, format),
  }
}

async function readPart(part: NonNullable<ContentParts['append']>, format: Format): Promise<readonly JsonNode[]> {
  if (typeof part !== 'string') return parseBlocks(part)
  if (format === 'json') throw refusal('With format=json, content, prepend and append are lists of nodes.')
  return read(part, format)
}

async function read(words: string, format: Exclude<Format, 'json'>): Promise<readonly JsonNode[]> {
  return blocksOf(await readText({ format, title: '', words }))
}

function applying({ title, body, prepend = [], append = [] }: Change): Target {
  return current => {
    const heading = title === undefined ? current.content?.find(({ type }) => type === 'title') : titleNode(title)
    const kept = body ?? blocksOf(current)
    const isBlank =
      prepend.length + append.length > 0 && kept.every(({ type, content }) => type === 'paragraph' && !content)
    const blocks = [...prepend, ...(isBlank ? [] : kept), ...append]
    return {
      type: 'doc',
      content: [heading ?? titleNode(''), ...(blocks.length > 0 ? blocks : [{ type: 'paragraph' }])],
    }
  }
}

function titleNode(title: string): JsonNode {
  const text = toStorableText(title)
  return text === '' ? { type: 'title' } : { type: 'title', content: [{ type: 'text', text }] }
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType ?? 'application/json')
}

function isDocument(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new AppError('bad_json', { cause })
  }
}

function refusal(message: string): AppError {
  return new AppError('invalid_input', { message })
}
