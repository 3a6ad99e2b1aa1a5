/** `@` in the text opens the list of people who may see the post. */
import { type Editor, Extension, type Range } from '@tiptap/core'
import { PluginKey } from '@tiptap/pm/state'
import { Suggestion } from '@tiptap/suggestion'
import type { Mentionable } from '#web/features/comments/api.ts'
import { findPeople, INVITE } from '#web/features/comments/find-people.ts'
import { findSharedPlace, toSharedPlace } from '#web/realtime/shared-place.ts'
import { createSuggestList, type SuggestList } from './suggest-list.ts'

export type MentionMenu = {
  readonly extension: Extension
  readonly list: SuggestList<Mentionable>
  /** Who may be mentioned, and who has the post open now. */
  people: {
    readonly find: () => Promise<readonly Mentionable[]>
    readonly here: ReadonlySet<string>
    /** Lets somebody see the post who does not yet. */
    readonly letIn: (person: Mentionable) => Promise<void>
    readonly onRefused: (error: unknown) => void
    /** Leads to an invitation; null for who may not invite. */
    readonly onInvite: (() => void) | null
  }
}

export function createMentionMenu(): MentionMenu {
  const list = createSuggestList<Mentionable>('mention-menu', ({ id }) => id === INVITE.id)
  const menu: MentionMenu = {
    list,
    people: {
      find: async () => [],
      here: new Set(),
      letIn: async () => undefined,
      onRefused: () => undefined,
      onInvite: null,
    },
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
            items: async ({ query }) => {
              const found = findPeople(await menu.people.find(), query, menu.people.here)
              return found.length === 0 && query !== '' && menu.people.onInvite ? [INVITE] : [...found]
            },
            command: ({ editor: target, range, props: person }) => {
              if (person.id === INVITE.id) menu.people.onInvite?.()
              else if (person.hasAccess) insertMention(target, range, person)
              else void letInFirst(target, range, person, menu.people)
            },
            render: list.renderIn(editor),
          }),
        ]
      },
    }),
  }
  return menu
}

function insertMention(editor: Editor, at: Range, { id: userId, name: label }: Mentionable): void {
  editor
    .chain()
    .focus()
    .insertContentAt(at, [
      { type: 'mention', attrs: { id: newMentionId(), userId, label } },
      { type: 'text', text: ' ' },
    ])
    .run()
}

/** Nobody is told of a post they may not see: the mention waits until they may. */
async function letInFirst(
  editor: Editor,
  range: Range,
  person: Mentionable,
  { letIn, onRefused }: MentionMenu['people'],
): Promise<void> {
  const place = toSharedPlace(editor.state, range.from)
  editor.chain().focus().deleteRange(range).run()
  try {
    await letIn(person)
    const from = findSharedPlace(editor.state, place) ?? editor.state.selection.from
    if (!editor.isDestroyed) insertMention(editor, { from, to: from }, person)
  } catch (error) {
    onRefused(error)
  }
}

/** 128 random bits in the form of a UUID; also where the page has no secure context, as in a network at home. */
function newMentionId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
