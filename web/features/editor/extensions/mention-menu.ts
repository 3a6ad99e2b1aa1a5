/** `@` in the text opens the list of people who may see the post. */
import { Extension } from '@tiptap/core'
import { PluginKey } from '@tiptap/pm/state'
import { Suggestion } from '@tiptap/suggestion'
import type { Mentionable } from '#web/features/comments/api.ts'
import { findPeople } from '#web/features/comments/mention-draft.ts'
import { createSuggestList, type SuggestList } from './suggest-list.ts'

export type MentionMenu = {
  readonly extension: Extension
  readonly list: SuggestList<Mentionable>
  /** Who may be mentioned, and who has the post open now. */
  people: { readonly find: () => Promise<readonly Mentionable[]>; readonly here: ReadonlySet<string> }
}

export function createMentionMenu(): MentionMenu {
  const list = createSuggestList<Mentionable>('mention-menu')
  const menu: MentionMenu = {
    list,
    people: { find: async () => [], here: new Set() },
    extension: Extension.create({
      name: 'mentionMenu',
      addProseMirrorPlugins() {
        const { editor } = this
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
            render: list.renderIn(editor),
          }),
        ]
      },
    }),
  }
  return menu
}

/** 128 random bits in the form of a UUID; also where the page has no secure context, as in a network at home. */
function newMentionId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
