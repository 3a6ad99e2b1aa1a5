/** `@` in the text opens the list of people who may see the post. The state goes to a store; a component draws it. */
import { Extension } from '@tiptap/core'
import { PluginKey } from '@tiptap/pm/state'
import { Suggestion } from '@tiptap/suggestion'
import type { Mentionable } from '#web/features/comments/api.ts'
import { findPeople } from '#web/features/comments/mention-draft.ts'
import { createStore, type Store } from '#web/realtime/store.ts'

export const MENTION_LIST_ID = 'mention-menu'

export type MentionState = {
  readonly people: readonly Mentionable[]
  readonly active: number
  /** Where the `@` stands, in the viewport. */
  readonly anchor: DOMRect | null
  readonly choose: (person: Mentionable) => void
}

export type MentionMenu = {
  readonly extension: Extension
  readonly state: Store<MentionState | null>
  /** Who may be mentioned, and who has the post open now. */
  people: { readonly find: () => Promise<readonly Mentionable[]>; readonly here: ReadonlySet<string> }
}

export const mentionOptionId = (person: Mentionable) => `${MENTION_LIST_ID}-${person.id}`

export function createMentionMenu(): MentionMenu {
  const state = createStore<MentionState | null>(null)
  const menu: MentionMenu = {
    state,
    people: { find: async () => [], here: new Set() },
    extension: Extension.create({
      name: 'mentionMenu',
      addProseMirrorPlugins() {
        const { editor } = this
        // The caret stays in the text; the list is reached by what the text points at.
        const show = (next: MentionState | null) => {
          state.set(next)
          const { dom } = editor.view
          const active = next?.people[next.active]
          if (active) {
            dom.setAttribute('aria-controls', MENTION_LIST_ID)
            dom.setAttribute('aria-activedescendant', mentionOptionId(active))
          } else {
            dom.removeAttribute('aria-controls')
            dom.removeAttribute('aria-activedescendant')
          }
        }
        const move = (by: number) => {
          const open = state.get()
          if (open) show({ ...open, active: (open.active + by + open.people.length) % open.people.length })
        }
        return [
          Suggestion<Mentionable, Mentionable>({
            editor,
            pluginKey: new PluginKey('mentionMenu'),
            char: '@',
            allowedPrefixes: [' ', '(', '[', '“', '"', "'"],
            allow: ({ state: { schema, selection } }) => {
              const { mention } = schema.nodes
              return mention !== undefined && selection.$from.parent.type.contentMatch.matchType(mention) !== null
            },
            items: async ({ query }) => [...findPeople(await menu.people.find(), query, menu.people.here)],
            command: ({ editor: target, range, props: { id: userId, name: label } }) => {
              target
                .chain()
                .focus()
                .insertContentAt(range, [
                  { type: 'mention', attrs: { id: newMentionId(), userId, label } },
                  { type: 'text', text: ' ' },
                ])
                .run()
            },
            render: () => {
              const draw = (items: readonly Mentionable[], anchor: DOMRect | null, choose: MentionState['choose']) =>
                show(items.length > 0 ? { people: items, active: 0, anchor, choose } : null)
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
                      const person = open.people[open.active]
                      if (person) open.choose(person)
                      return true
                    }
                    default:
                      return false
                  }
                },
              }
            },
          }),
        ]
      },
    }),
  }
  return menu
}

/** 128 random bits in the form of a UUID; also where the page has no secure context, as in a network at home. */
export function newMentionId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
