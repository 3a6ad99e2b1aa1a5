/** The inline content of a block with everything that was ever taken out of it, letter by letter. */
import * as Y from 'yjs'
import { itemsIn } from './past.ts'

export type Unit = {
  readonly id: Y.ID
  /** One UTF-16 code unit; for something else than a letter a stand-in. */
  readonly sign: string
  /** How it is told in words. */
  readonly words: string
  readonly isThere: boolean
  /** Yjs attributes of a letter: marks by their name. */
  readonly marks: Readonly<Record<string, unknown>>
}

/** Object replacement character: something that is no letter. */
const NO_LETTER = '\uFFFC'

/** @param stood which formats count although they are gone: those that stood when the block went */
export function unitsOf(block: Y.XmlElement, stood: (id: Y.ID) => boolean = () => false): readonly Unit[] {
  const units: Unit[] = []
  for (const { content, id, deleted } of itemsIn(block)) {
    if (!(content instanceof Y.ContentType)) continue
    if (content.type instanceof Y.XmlText) units.push(...lettersOf(content.type, stood))
    else if (content.type instanceof Y.XmlElement)
      units.push({ id, sign: NO_LETTER, words: wordsOf(content.type), isThere: !deleted, marks: {} })
  }
  return units
}

export function lettersOf(text: Y.XmlText, stood: (id: Y.ID) => boolean): readonly Unit[] {
  const units: Unit[] = []
  let marks: Record<string, unknown> = {}
  for (const { content, id, deleted } of itemsIn(text)) {
    if (content instanceof Y.ContentFormat && (!deleted || stood(id))) {
      const { [content.key]: _, ...others } = marks
      marks = content.value === null ? others : { ...others, [content.key]: content.value }
    }
    if (!(content instanceof Y.ContentString)) continue
    for (const [index, sign] of content.str.split('').entries()) {
      units.push({ id: Y.createID(id.client, id.clock + index), sign, words: sign, isThere: !deleted, marks })
    }
  }
  return units
}

/** An inline element as plain words; attributes of one that is gone are still held. */
function wordsOf(element: Y.XmlElement): string {
  switch (element.nodeName) {
    case 'mention':
      return `@${attributesOf(element).label ?? ''}`
    case 'hardBreak':
      return ' '
    default:
      return ''
  }
}

/** The last values, of an element that is gone as well. */
export function attributesOf(element: Y.XmlElement): Record<string, unknown> {
  return Object.fromEntries(
    [...element._map].flatMap(([name, { content }]) => {
      const value = content.getContent().at(-1)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

export function signsOf(units: readonly Unit[]): string {
  return units.map(({ sign }) => sign).join('')
}

/** Runs of letters with the same marks. */
export function segmentsOf(
  units: readonly Unit[],
): readonly { readonly words: string; readonly marks: Unit['marks'] }[] {
  const segments: { words: string; readonly marks: Unit['marks'] }[] = []
  for (const { words, marks } of units) {
    const last = segments.at(-1)
    if (last && last.marks === marks) last.words += words
    else segments.push({ words, marks })
  }
  return segments
}
