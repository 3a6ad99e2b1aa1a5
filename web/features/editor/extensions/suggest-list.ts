/**
 * A list under what is being typed: the caret stays in the text, arrows move, Enter and Tab choose. The state goes to a
 * store; components/suggest-list.tsx draws it.
 */
import type { Editor } from '@tiptap/core'
import type { SuggestionOptions } from '@tiptap/suggestion'
import { createStore, type Store } from '#web/realtime/store.ts'

type OpenList<Item> = {
  readonly items: readonly Item[]
  /** -1 while none is. */
  readonly active: number
  /** Where the typed character stands, in the viewport. */
  readonly anchor: DOMRect | null
  readonly choose: (item: Item) => void
}

export type SuggestList<Item> = {
  /** Of the list's element. */
  readonly id: string
  readonly state: Store<OpenList<Item> | null>
  readonly optionId: (item: Item) => string
  /** What the suggestion plugin of that editor calls. */
  readonly renderIn: (editor: Editor) => NonNullable<SuggestionOptions<Item, Item>['render']>
}

/** @param isOffer items that lead away: Enter alone, which may mean a new line, never chooses one; one moves to it first */
export function createSuggestList<Item extends { readonly id: string }>(
  id: string,
  isOffer: (item: Item) => boolean = () => false,
): SuggestList<Item> {
  const state = createStore<OpenList<Item> | null>(null)
  const optionId = (item: Item) => `${id}-${item.id}`

  const renderIn = (editor: Editor): ReturnType<SuggestList<Item>['renderIn']> => {
    // The caret stays in the text; the list is reached by what the text points at.
    const show = (next: OpenList<Item> | null) => {
      state.set(next)
      const { dom } = editor.view
      const active = next?.items[next.active]
      if (active) {
        dom.setAttribute('aria-controls', id)
        dom.setAttribute('aria-activedescendant', optionId(active))
      } else {
        dom.removeAttribute('aria-controls')
        dom.removeAttribute('aria-activedescendant')
      }
    }
    const move = (by: number) => {
      const open = state.get()
      if (open) show({ ...open, active: (open.active + by + open.items.length) % open.items.length })
    }
    return () => {
      const draw = (items: readonly Item[], anchor: DOMRect | null, choose: OpenList<Item>['choose']) =>
        show(items.length > 0 ? { items, active: items.findIndex(item => !isOffer(item)), anchor, choose } : null)
      return {
        onStart: ({ items, clientRect, command }) => draw(items, clientRect?.() ?? null, command),
        onUpdate: ({ items, clientRect, command }) => draw(items, clientRect?.() ?? null, command),
        onExit: () => show(null),
        onKeyDown: ({ event }) => {
          const open = state.get()
          if (!open) return false
          switch (event.key) {
            case 'ArrowDown':
              move(1)
              return true
            case 'ArrowUp':
              move(-1)
              return true
            case 'Enter':
            case 'Tab': {
              const item = open.items[open.active]
              if (item) open.choose(item)
              return item !== undefined
            }
            default:
              return false
          }
        },
      }
    }
  }

  return { id, state, optionId, renderIn }
}
