import { describe, expect, it } from 'vitest'
import { editorSchema } from '#domain/text/schema.ts'
import { carriedOver } from './sight.ts'

const docOf = (...lines: string[]) =>
  editorSchema.node('doc', null, [
    editorSchema.node('title'),
    ...lines.map(line => editorSchema.node('paragraph', null, line ? [editorSchema.text(line)] : [])),
  ])

describe('the first line in sight', () => {
  const before = docOf('one', 'two', 'three')
  /** Before the paragraph "two". */
  const at = 7

  it.each([
    ['above', docOf('zero', 'one', 'two', 'three'), 13],
    ['below', docOf('one', 'two', 'three', 'four'), 7],
    ['in the line before', docOf('one and a half', 'two', 'three'), 18],
    ['in itself', docOf('one', 'two, more', 'three'), 7],
    ['nothing', before, 7],
  ])('[PR62] keeps its place when others write %s', (_where, after, place) => {
    expect(carriedOver(at, before, after)).toBe(place)
  })

  it('[PR62] is where it was taken out', () => {
    expect(carriedOver(at, before, docOf('one', 'three'))).toBeLessThanOrEqual(9)
  })
})
