import { expect, test } from 'vitest'
import { LIMITS } from '#domain/contract/limits.ts'
import { typedTags } from './typed-tags.ts'

const many = (count: number) => Array.from({ length: count }, (_, index) => `tag ${index}`)

test('[PS430] a comma parts tags, and the same one is not there twice', () => {
  expect(typedTags(' #Sea,  open   water, sea , Tide', ['tide'])).toEqual({
    tags: ['Sea', 'open water'],
    known: ['sea', 'Tide'],
    left: '',
    why: null,
  })
})

test('[PS430] a tag that is too long is not cut: its words stay', () => {
  const long = 'x'.repeat(LIMITS.tagChars + 1)
  expect(typedTags(`sea, ${long}`, [])).toMatchObject({ tags: ['sea'], left: long, why: expect.stringContaining('40') })
  expect(typedTags(long.slice(1), [])).toMatchObject({ left: '', why: null })
})

test('[PS430] those beyond as many as a post may have stay, and the others are added', () => {
  expect(typedTags('sea, tag 0, tide, moon', many(LIMITS.tagsPerPost - 1))).toEqual({
    tags: ['sea'],
    known: ['tag 0'],
    left: 'tide, moon',
    why: expect.stringContaining('20'),
  })
})
