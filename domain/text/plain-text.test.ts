import { expect, test } from 'vitest'
import { jsonFromMarkdown } from './markdown.ts'
import { excerptOf, hasText, textOf, titleOf, wordCount } from './plain-text.ts'

test('the title is one line', () => {
  expect(titleOf(jsonFromMarkdown('  A \n buoy ', ''))).toBe('A buoy')
  expect(titleOf({ type: 'doc' })).toBe('')
})

test('the text is one line for each block, without the title', () => {
  const json = jsonFromMarkdown('Title', '# One\n\ntwo  \nlines\n\n- a\n- b\n\n| x | y |\n|-|-|\n| 1 | 2 |')
  expect(textOf(json)).toBe('One\ntwo lines\na\nb\nx\ny\n1\n2')
  expect(wordCount(json)).toBe(9)
})

test('an excerpt ends between words', () => {
  expect(excerptOf(jsonFromMarkdown('T', 'Short.'))).toBe('Short.')
  const long = excerptOf(jsonFromMarkdown('T', 'word '.repeat(100)))
  expect(long).toMatch(/word…$/)
  expect(long.length).toBeLessThanOrEqual(201)
  expect(excerptOf(jsonFromMarkdown('T', '漢'.repeat(300)))).toHaveLength(201)
})

test('an excerpt leaves headings out where there is more, and keeps the lines of a list apart', () => {
  const list = 'First.\n\n## What failed\n\n- The heater\n- The alarm\n\nThen it was calm'
  expect(excerptOf(jsonFromMarkdown('T', list))).toBe('First. The heater · The alarm · Then it was calm')
  expect(excerptOf(jsonFromMarkdown('T', '## What failed'))).toBe('What failed')
})

test('a rule or white space is no text', () => {
  expect(hasText(jsonFromMarkdown('T', '---\n\n&#x20;'))).toBe(false)
  expect(hasText(jsonFromMarkdown('T', '`x`'))).toBe(true)
})
