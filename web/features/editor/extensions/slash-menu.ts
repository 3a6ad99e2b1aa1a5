/** `/` at the start of a line opens the list of blocks. */
import { Extension } from '@tiptap/core'
import { Suggestion } from '@tiptap/suggestion'
import { type Block, findBlocks } from './blocks.ts'
import { createSuggestList, type SuggestList } from './suggest-list.ts'

type SlashMenu = { readonly extension: Extension; readonly list: SuggestList<Block> }

export function createSlashMenu(): SlashMenu {
  const list = createSuggestList<Block>('slash-menu')
  const extension = Extension.create({
    name: 'slashMenu',
    addProseMirrorPlugins() {
      const { editor } = this
      return [
        Suggestion<Block, Block>({
          editor,
          char: '/',
          startOfLine: true,
          allow: ({ state: { selection } }) => selection.$from.parent.type.name === 'paragraph',
          items: ({ query }) => [...findBlocks(query)],
          command: ({ editor: target, range, props: block }) => block.insert(target, range),
          render: list.renderIn(editor),
        }),
      ]
    },
  })
  return { extension, list }
}
