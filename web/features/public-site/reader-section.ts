/** Below a post: what readers did, and what a reader can do. Plain forms; the same for every reader, so that it can be kept. */
import { html } from 'hono/html'
import { READER_REACTION_FACTS, READER_REACTIONS } from '#domain/contract/engagement.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { ReaderSide, ReaderWords, SitePost, SiteWorkspace } from '#domain/queries/public-site.ts'
import { initialsOf } from '#web/ui/initials.ts'
import { day, type Html } from './page.ts'

export function readerSection(workspace: SiteWorkspace, post: SitePost, readers: ReaderSide): Html {
  const address = `/p/${workspace.slug}/${post.slug}`
  const { reactions, comments, commentCount } = readers
  const isClosed = workspace.commentPolicy === 'closed'
  return html`<section class="rd" id="readers" aria-label="Readers">
<form class="rx" method="post" action="${address}"><input type="hidden" name="do" value="react">
${READER_REACTIONS.map(reaction => {
  const { sign, word } = READER_REACTION_FACTS[reaction]
  const count = reactions[reaction] ?? 0
  return html`<button name="reaction" value="${reaction}" title="${word}" aria-label="${word}, ${count} so far"><span aria-hidden="true">${sign}</span> ${count}</button>
`
})}</form>
${
  (commentCount > 0 || !isClosed) &&
  html`<h2 id="comments">${commentCount === 0 ? 'Comments' : commentCount === 1 ? '1 comment' : `${commentCount} comments`}</h2>
${commentCount > comments.length && html`<p class="q">The newest ${comments.length} of them:</p>`}
${comments.length > 0 && html`<ol class="cm">${comments.map(commentItem)}</ol>`}
${isClosed ? html`<p class="q">Comments are closed.</p>` : commentForm(address, { name: '', body: '' }, workspace)}`
}</section>`
}

function commentItem({ id, name, body, at }: ReaderWords): Html {
  return html`<li id="c-${id}"><span class="av p${colorOf(name)}" aria-hidden="true">${initialsOf(name)}</span><div><b>${name}</b> ${day(at)}<p>${body}</p></div></li>
`
}

/** One name, one colour. */
function colorOf(name: string): number {
  let sum = 0
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  return (sum % 8) + 1
}

export type CommentDraft = { readonly name: string; readonly body: string }

/** @param draft what was written already */
export function commentForm(address: string, draft: CommentDraft, { commentPolicy }: SiteWorkspace): Html {
  return html`<form class="cf" method="post" action="${address}#comments"><input type="hidden" name="do" value="comment">
<label>Name<input name="name" required maxlength="${LIMITS.readerNameChars}" autocomplete="name" value="${draft.name}"></label>
<label>Comment<textarea name="body" required maxlength="${LIMITS.readerCommentChars}">${draft.body}</textarea></label>
<div class="hp"><label>Leave this empty<input name="website" tabindex="-1" autocomplete="off"></label></div>
<p class="q">${commentPolicy === 'approve' ? 'Shown after an editor has read it.' : 'Shown at once; with a link in it, after an editor has read it.'}</p>
<button>Send</button></form>`
}
