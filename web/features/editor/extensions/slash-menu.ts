/** `/` at the start of a line opens the list of blocks. The state goes to a store; a component draws it. */
import { Extension } from '@tiptap/core'
import { Suggestion } from '@tiptap/suggestion'
import { createStore, type Store } from '#web/realtime/store.ts'
import { type Block, findBlocks } from './blocks.ts'

export const SLASH_LIST_ID = 'slash-menu'

export type SlashState = {
  readonly blocks: readonly Block[]
  readonly active: number
  /** Where the `/` stands, in the viewport. */
  readonly anchor: DOMRect | null
  readonly choose: (block: Block) => void
}

export type SlashMenu = { readonly extension: Extension; readonly state: Store<SlashState | null> }

export const optionId = (block: Block) => `${SLASH_LIST_ID}-${block.id}`

export function createSlashMenu(): SlashMenu {
  const state = createStore<SlashState | null>(null)
  const extension = Extension.create({
    name: 'slashMenu',
    addProseMirrorPlugins() {
      const { editor } = this
      // The caret stays in the text; the list is reached by what the text points at.
      const pointToActive = () => {
        const open = state.get()
        const active = open?.blocks[open.active]
        const { dom } = editor.view
        if (open && active) {
          dom.setAttribute('aria-controls', SLASH_LIST_ID)
          dom.setAttribute('aria-activedescendant', optionId(active))
        } else {
          dom.removeAttribute('aria-controls')
          dom.removeAttribute('aria-activedescendant')
        }
      }
      const show = (next: SlashState | null) => {
        state.set(next)
        pointToActive()
      }
      const move = (by: number) => {
        const open = state.get()
        if (open) show({ ...open, active: (open.active + by + open.blocks.length) % open.blocks.length })
      }
      return [
        Suggestion<Block, Block>({
          editor,
          char: '/',
          startOfLine: true,
          allow: ({ state: { selection } }) => selection.$from.parent.type.name === 'paragraph',
          items: ({ query }) => [...findBlocks(query)],
          command: ({ editor: target, range, props: block }) => block.insert(target, range),
          render: () => ({
            onStart: ({ items, clientRect, command }) =>
              show(
                items.length > 0 ? { blocks: items, active: 0, anchor: clientRect?.() ?? null, choose: command } : null,
              ),
            onUpdate: ({ items, clientRect, command }) =>
              show(
                items.length > 0 ? { blocks: items, active: 0, anchor: clientRect?.() ?? null, choose: command } : null,
              ),
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
                  const block = open.blocks[open.active]
                  if (block) open.choose(block)
                  return true
                }
                default:
                  return false
              }
            },
          }),
        }),
      ]
    },
  })
  return { extension, state }
}
