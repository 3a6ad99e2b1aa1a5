/**
 * Views a person has named, kept on this device for one workspace. Pure but for the storage handed in; whatever is found
 * there that is not of this form is passed over.
 */
export type SavedView = {
  readonly name: string
  /** As an address has it, beginning with `?`. */
  readonly search: string
}

export const MOST_VIEWS = 20
export const MOST_NAME_CHARS = 40

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>

export function readViews(storage: Storage, key: string): readonly SavedView[] {
  return parseViews(storage.getItem(key))
}

export type Page = 'posts' | 'calendar'

/** A view of the calendar says so as its `view`; all others are the dashboard's. */
export function hrefOf(search: string): { readonly page: Page; readonly href: string } {
  const asked = new URLSearchParams(search)
  if (asked.get('view') !== 'calendar') return { page: 'posts', href: `/${search}` }
  asked.delete('view')
  return { page: 'calendar', href: asked.size > 0 ? `/calendar?${asked}` : '/calendar' }
}

/** The newest first; one of the same name is replaced, the oldest beyond the limit go. */
export function withView(views: readonly SavedView[], view: SavedView): readonly SavedView[] {
  const name = view.name.trim().slice(0, MOST_NAME_CHARS)
  if (name === '') return views
  return [{ ...view, name }, ...views.filter(each => each.name !== name)].slice(0, MOST_VIEWS)
}

export function parseViews(text: string | null): readonly SavedView[] {
  if (text === null) return []
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.filter(isView).slice(0, MOST_VIEWS) : []
  } catch {
    return []
  }
}

function isView(value: unknown): value is SavedView {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'search' in value &&
    typeof value.search === 'string' &&
    value.search.startsWith('?')
  )
}
