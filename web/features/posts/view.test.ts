import { describe, expect, it } from 'vitest'
import { NO_FILTER } from './filter.ts'
import { hrefOf, MOST_VIEWS, parseViews, withView } from './saved-views.ts'
import { onBoard, type PostsView, parseView, searchOf, shapeOf } from './view.ts'

const full: PostsView = {
  view: 'list',
  filter: {
    words: 'salt & storm',
    groups: ['review', 'draft'],
    people: ['u1', 'u2'],
    channels: ['c1'],
    tags: ['sea', 'Open, data'],
    opened: true,
  },
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
  it('[FD280] reads what was an address of one value each', () =>
    expect(parseView(new URLSearchParams('view=list&status=review&by=u1&channel=c1&tag=sea'), 'board').filter).toEqual({
      ...NO_FILTER,
      groups: ['review'],
      people: ['u1'],
      channels: ['c1'],
      tags: ['sea'],
    }))
  it('[FD350] is a list where the archived are asked for, and a board without them', () => {
    const asked = parseView(new URLSearchParams('view=board&status=archived&status=draft&q=salt'), 'list')
    expect(shapeOf(asked)).toBe('list')
    const filter = onBoard(asked.filter)
    expect(filter).toEqual({ ...NO_FILTER, words: 'salt', groups: ['draft'] })
    expect(shapeOf({ ...asked, filter })).toBe('board')
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
  it('[FD281] lead to their own page: the calendar, or board and list', () => {
    expect(hrefOf('?view=list&tag=sea')).toEqual({ page: 'posts', href: '/?view=list&tag=sea' })
    expect(hrefOf('?q=old')).toEqual({ page: 'posts', href: '/?q=old' })
    expect(hrefOf('?view=calendar&show=week&tag=sea')).toEqual({
      page: 'calendar',
      href: '/calendar?show=week&tag=sea',
    })
    expect(hrefOf('?view=calendar')).toEqual({ page: 'calendar', href: '/calendar' })
  })
  it('[FD34] pass over what is not theirs', () => {
    expect(parseViews('nonsense')).toEqual([])
    expect(parseViews('[{"name":1},{"name":"a","search":"javascript:"},{"name":"b","search":"?q=1"}]')).toEqual([
      { name: 'b', search: '?q=1' },
    ])
    expect(parseViews(null)).toEqual([])
  })
})
