/** Texts that people open: real posts of our schema, so that every server gets the same bytes. */
import * as Y from 'yjs'
import { docFromJson } from '#domain/text/document.ts'

/** Whoever wrote what was there before. */
const FIRST_AUTHOR = 1
const SENTENCE = 'The ferry leaves at seven and comes back when the tide allows it. '

/** Yjs update v1 of a post with about that many characters in paragraphs of some sentences each. */
export function postState(characters: number): Uint8Array {
  const paragraphs = Math.max(1, Math.round(characters / (SENTENCE.length * 5)))
  const text = SENTENCE.repeat(Math.max(1, Math.round(characters / paragraphs / SENTENCE.length)))
  const content = Array.from({ length: paragraphs }, () => ({ type: 'paragraph', content: [{ type: 'text', text }] }))
  const title = { type: 'title', content: [{ type: 'text', text: 'A measured post' }] }
  const doc = docFromJson({ type: 'doc', content: [title, ...content] }, FIRST_AUTHOR)
  return Y.encodeStateAsUpdate(doc)
}

/** A new post: a title and one short paragraph. */
export const NEW_POST = postState(60)

/** The text that is typed into: that of the last paragraph. */
export function lastText(doc: Y.Doc): Y.XmlText {
  const body = doc.getXmlFragment('body')
  const block = body.get(body.length - 1)
  const text = block instanceof Y.XmlElement ? block.get(0) : undefined
  if (!(text instanceof Y.XmlText)) throw new Error('the last paragraph has no text')
  return text
}
