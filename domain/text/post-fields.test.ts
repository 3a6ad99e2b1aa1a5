import { describe, expect, test } from 'vitest'
import { LIMITS } from '#domain/contract/limits.ts'
import { channelTextOf, tagKey, tagsOf, textKey, tidyTag, wantedSlug } from './post-fields.ts'

describe('[PS53] what stands beside a text', () => {
  test('tags are words once each, whatever was written', () => {
    expect(tidyTag(' #Open   data, ')).toBe('Open data')
    expect(tagKey('Sea')).toBe(tagKey(' #sea'))
    expect(tagsOf({ [tagKey('tide')]: 'Tide', [tagKey('Ähre')]: 'Ähre', 'tag:x': 5, 'tag:y': ' ', slug: 'a' })).toEqual(
      ['Ähre', 'Tide'],
    )
    expect(tagsOf({ 'tag:a': 'Sea', 'tag:b': 'sea' })).toHaveLength(1)
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`tag:${index}`, `t${index}`.repeat(40)]))
    expect(tagsOf(many)).toHaveLength(LIMITS.tagsPerPost)
    expect(tagsOf(many).every(tag => tag.length <= LIMITS.tagChars)).toBe(true)
  })

  test('an address is small letters, digits and dashes, or none', () => {
    expect(wantedSlug({ slug: 'A Buoy – speaks!' })).toBe('a-buoy-speaks')
    for (const slug of ['', '!!', 7, null, undefined, ['a']]) expect(wantedSlug({ slug })).toBe(null)
  })

  test('a channel follows the post until it has a text of its own, an empty one too', () => {
    expect(channelTextOf({ [textKey('one')]: '' }, 'one')).toBe('')
    expect(channelTextOf({ [textKey('one')]: 'Words' }, 'two')).toBe(null)
    expect(channelTextOf({ [textKey('one')]: 5 }, 'one')).toBe(null)
  })
})
