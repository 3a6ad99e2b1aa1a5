/**
 * What the dashboard shows, as its address has it: `?view=list&sort=title` and what it is narrowed by. Pure; whatever
 * stands in an address that is not of these is passed over.
 */
import { type Filter, parseFilter, putFilter } from './filter.ts'
import { SORTS, type SortKey } from './rows.ts'

const VIEWS = ['board', 'list'] as const
export type ViewKey = (typeof VIEWS)[number]

export type PostsView = { readonly view: ViewKey; readonly filter: Filter; readonly sort: SortKey }

/** Remembered on this device, so that the server renders the right one. */
export const VIEW_COOKIE = 'galley_view'

export function parseViewKey(value: string | null | undefined): ViewKey | null {
  return VIEWS.find(view => view === value) ?? null
}

/** @param remembered what the address leaves open */
export function parseView(search: URLSearchParams, remembered: ViewKey): PostsView {
  return {
    view: parseViewKey(search.get('view')) ?? remembered,
    filter: parseFilter(search),
    sort: SORTS.find(sort => sort === search.get('sort')) ?? 'changed',
  }
}

/** A board has no place for what is archived: whoever asks for that is shown a list. SPEC FD350. */
export function shapeOf({ view, filter }: PostsView): ViewKey {
  return filter.groups.includes('archived') ? 'list' : view
}

/** What a board can show of it. */
export function onBoard(filter: Filter): Filter {
  return { ...filter, groups: filter.groups.filter(key => key !== 'archived') }
}

/** Begins with `?`. What is not of this view stays. */
export function searchOf({ view, filter, sort }: PostsView, before = new URLSearchParams()): string {
  const search = new URLSearchParams(before)
  search.set('view', view)
  putFilter(search, filter)
  if (sort === 'changed') search.delete('sort')
  else search.set('sort', sort)
  return `?${search}`
}

/** Changes when what is asked for changes: then everything is simply right, and nothing glides. */
export function viewId({ view, filter, sort }: PostsView): string {
  return JSON.stringify([view, filter, sort])
}
