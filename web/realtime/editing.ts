/** What ties a text editor to an open post: shared text with undo of one's own changes only, and everyone's carets. */
import type { Extensions } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { BODY } from '#domain/text/schema.ts'
import { createCarets } from './carets.ts'
import type { PostSession } from './post-session.ts'

export function liveEditing(session: PostSession): Extensions {
  const carets = createCarets(session.awareness)
  return [
    Collaboration.configure({ document: session.doc, field: BODY }),
    CollaborationCaret.extend({
      onDestroy() {
        carets.stop()
      },
    }).configure({
      provider: carets.provider,
      user: {},
      render: carets.render,
      selectionRender: carets.renderSelection,
    }),
  ]
}
