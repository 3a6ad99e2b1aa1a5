import { describe, expect, it } from 'vitest'
import { NO_FILTER } from './rows.ts'
import { MOST_VIEWS, parseViews, withView } from './saved-views.ts'
import { type PostsView, parseView, searchOf } from './view.ts'

const full: PostsView = {
  view: 'list',
  filter: { words: 'salt & storm', group: 'review', person: 'u1', channel: 'c1', tag: 'sea', opened: true },
  sort: 'title',
}

describe('the view in the address', () => {
  it('[FD34] comes back as it went', () => {
    expect(parseView(new URLSearchParams(searchOf(full)), 'board')).toEqual(full)
    const plain: PostsView = { view: 'board', filter: NO_FILTER, sort: 'changed' }
    expect(searchOf(plain)).toBe('?view=board')
    expect(parseView(new URLSearchParams(), 'list')).toEqual({ ...plain, view: 'list' })
  })
  it('[FD34] passes over what it does not know, and is bounded', () => {
    const view = parseView(new URLSearchParams('view=pie&status=odd&sort=luck&open=yes&by='), 'board')
    expect(view).toEqual({ view: 'board', filter: NO_FILTER, sort: 'changed' })
    expect(parseView(new URLSearchParams({ q: 'x'.repeat(999) }), 'board').filter.words).toHaveLength(200)
  })
  it('[FD34] leaves alone what is not of it', () =>
    expect(searchOf(full, new URLSearchParams('other=1'))).toContain('other=1'))
})

describe('saved views', () => {
  it('[FD34] replace their namesake, and are bounded', () => {
    let views = withView([], { name: ' Mine ', search: '?view=list' })
    views = withView(views, { name: 'Mine', search: '?view=board' })
    expect(views).toEqual([{ name: 'Mine', search: '?view=board' }])
    for (let index = 0; index < 30; index += 1) views = withView(views, { name: `v${index}`, search: '?' })
    expect(views).toHaveLength(MOST_VIEWS)
    expect(withView([], { name: '  ', search: '?' })).toEqual([])
  })
  it('[FD34] pass over what is not theirs', () => {
    expect(parseViews('nonsense')).toEqual([])
    expect(parseViews('[{"name":1},{"name":"a","search":"javascript:"},{"name":"b","search":"?q=1"}]')).toEqual([
      { name: 'b', search: '?q=1' },
    ])
    expect(parseViews(null)).toEqual([])
  })
})
