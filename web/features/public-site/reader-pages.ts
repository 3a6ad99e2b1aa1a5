/** What a reader is answered, where the post itself is not the answer. */
import { html } from 'hono/html'
import type { ReaderReaction } from '#domain/contract/engagement.ts'
import { READER_REACTION_FACTS } from '#domain/contract/engagement.ts'
import type { SitePost, SiteWorkspace } from '#domain/queries/public-site.ts'
import { frame, type Html } from './page.ts'
import { type CommentDraft, commentForm } from './reader-section.ts'

type About = { readonly workspace: SiteWorkspace; readonly post: SitePost }

export function thankYouPage(about: About): Html {
  return page(about, 'Thank you', html`<p>Shown after an editor has read it.</p>`)
}

export function knownCommentPage(about: About): Html {
  return page(about, 'It is here already', html`<p>The same words came under the same name before.</p>`)
}

export function closedPage(about: About, { body }: CommentDraft): Html {
  return page(
    about,
    'Comments are closed',
    html`<p>Nothing was sent.</p>`,
    html`<div class="cf"><label>What you wrote<textarea readonly>${body}</textarea></label></div>`,
  )
}

/** @param draft a comment that was not taken: it can be sent later from here */
export function tooManyPage(about: About, words: string, draft: CommentDraft | null): Html {
  const form = draft ? commentForm(addressOf(about), draft, about.workspace) : ''
  return page(about, 'Not just now', html`<p>${words}</p>`, form)
}

/** One of each kind a day: a second press asks whether the first one was meant. */
export function reactedPage(about: About, reaction: ReaderReaction): Html {
  const { sign, word } = READER_REACTION_FACTS[reaction]
  return page(
    about,
    'Counted already',
    html`<p>“${word}” ${sign} came from here today, and counts once.</p>
<form class="sub" method="post" action="${addressOf(about)}"><input type="hidden" name="do" value="take-back"><button name="reaction" value="${reaction}">Take it back</button></form>`,
  )
}

/** @param problems what is wrong, one sentence each */
export function wrongCommentPage(about: About, draft: CommentDraft, problems: readonly string[]): Html {
  return page(
    about,
    'Not sent yet',
    html`${problems.map(problem => html`<p>${problem}</p>`)}`,
    commentForm(addressOf(about), draft, about.workspace),
  )
}

/** For words that came faster than anybody reads: a person presses once more. */
export function surePage(about: About, draft: CommentDraft, token: string): Html {
  return page(
    about,
    'Is this right?',
    html`<p>Not sent yet. Read it once more, then send it.</p>`,
    html`<form class="cf" method="post" action="${addressOf(about)}#comments"><input type="hidden" name="do" value="comment"><input type="hidden" name="token" value="${token}">
<label>Name<input name="name" readonly value="${draft.name}"></label>
<label>Comment<textarea name="body" readonly>${draft.body}</textarea></label>
<button>Send</button></form>`,
  )
}

export function foreignPage(): Html {
  const main = html`<div class="none"><h1>Nothing was sent</h1>
<p>This came from another site. Open the post here and send it again.</p></div>`
  return frame(null, { title: 'Nothing was sent', description: 'A request from another site.' }, main)
}

export function awayPage(): Html {
  const main = html`<div class="none"><h1>Not just now</h1>
<p>The server cannot look up what is public at the moment, so it shows nothing. Try again in a few seconds.</p></div>`
  return frame(null, { title: 'Not just now', description: 'Try again in a few seconds.' }, main)
}

function page(about: About, title: string, words: Html, form: Html | '' = ''): Html {
  const main = html`<div class="none"><h1>${title}</h1>${words}</div>${form}
<p class="none"><a href="${addressOf(about)}">Back to “${about.post.title || 'Untitled'}”</a></p>`
  return frame(about.workspace, { title, description: `Readers of ${about.workspace.name}` }, main)
}

export function addressOf({ workspace, post }: About): string {
  return `/p/${workspace.slug}/${post.slug}`
}
