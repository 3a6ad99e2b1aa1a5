/**
 * What the dashboard shows, as its address has it: `?view=list&q=storm&status=review&by=…&channel=…&tag=…&open=1&sort=title`.
 * Pure; whatever stands in an address that is not of these is passed over.
 */
import { type Filter, parseGroup, SORTS, type SortKey } from './rows.ts'

export const VIEWS = ['board', 'list'] as const
export type ViewKey = (typeof VIEWS)[number]

export type PostsView = { readonly view: ViewKey; readonly filter: Filter; readonly sort: SortKey }

/** Remembered on this device, so that the server renders the right one. */
export const VIEW_COOKIE = 'galley_view'
/** Longest text that is taken from an address. */
const MOST_CHARS = 200

export function parseViewKey(value: string | null | undefined): ViewKey | null {
  return VIEWS.find(view => view === value) ?? null
}

/** @param remembered what the address leaves open */
export function parseView(search: URLSearchParams, remembered: ViewKey): PostsView {
  return {
    view: parseViewKey(search.get('view')) ?? remembered,
    filter: {
      words: search.get('q')?.slice(0, MOST_CHARS) ?? '',
      group: parseGroup(search.get('status')),
      person: textIn(search, 'by'),
      channel: textIn(search, 'channel'),
      tag: textIn(search, 'tag'),
      opened: search.get('open') === '1',
    },
    sort: SORTS.find(sort => sort === search.get('sort')) ?? 'changed',
  }
}

/** Begins with `?`, or is empty. What is not of this view stays. */
export function searchOf({ view, filter, sort }: PostsView, before = new URLSearchParams()): string {
  const search = new URLSearchParams(before)
  const put = (key: string, value: string | null) => {
    if (value === null || value === '') search.delete(key)
    else search.set(key, value)
  }
  put('view', view)
  put('q', filter.words)
  put('status', filter.group)
  put('by', filter.person)
  put('channel', filter.channel)
  put('tag', filter.tag)
  put('open', filter.opened ? '1' : null)
  put('sort', sort === 'changed' ? null : sort)
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

/** Changes when what is asked for changes: then everything is simply right, and nothing glides. */
export function viewId({ view, filter, sort }: PostsView): string {
  return JSON.stringify([view, filter, sort])
}

function textIn(search: URLSearchParams, key: string): string | null {
  const value = search.get(key)?.slice(0, MOST_CHARS) ?? ''
  return value === '' ? null : value
}
