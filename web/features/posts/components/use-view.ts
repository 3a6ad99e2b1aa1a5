'use client'
/** How posts are shown, as the address has it. */
import { useAddress } from '#web/ui/use-address.ts'
import { type PostsView, parseView, searchOf, shapeOf, VIEW_COOKIE, type ViewKey } from '../view.ts'

const YEAR_SECONDS = 365 * 24 * 60 * 60

/** @param remembered what is shown when the address does not say */
export function useView(remembered: ViewKey): readonly [PostsView, (change: Partial<PostsView>) => void] {
  const [view, change] = useAddress<PostsView>({
    parse: search => parseView(search, remembered),
    searchOf,
    // Another shape is a step to go back from; each letter of a filter is not.
    weigh: (next, before) => {
      if (next.view !== undefined && next.view !== shapeOf(before)) return 'step'
      return next.filter && next.filter.words !== before.filter.words ? 'letters' : 'change'
    },
  })
  return [
    view,
    next => {
      if (next.view !== undefined && next.view !== view.view) remember(next.view)
      change(next)
    },
  ]
}

function remember(view: ViewKey): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we support.
  document.cookie = `${VIEW_COOKIE}=${view}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
}
