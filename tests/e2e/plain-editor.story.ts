/** Somebody whose editor is not ours joins through /collab/y, beside people in the pages. */
import * as Y from 'yjs'
import { openedPlainEditor } from '../support/plain-editor.ts'
import { expectSaved, openPost, textOf, writeAtEnd } from './support/pages.ts'
import { invite, newPost, owner, type Person } from './support/people.ts'
import { expect, test } from './support/story.ts'

async function askForTicket(person: Person): Promise<{ ticket: string; url: string }> {
  const answer = await person.call('post', '/api/v1/collab-ticket', {})
  expect(answer.status(), await answer.text()).toBe(200)
  return answer.json()
}

test('any Yjs editor writes with the people in the pages, as who it is', async ({ browser }) => {
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const post = await newPost(sam, 'Joined', 'Begin.')
  await openPost(sam.page, post.id)

  const { url } = await askForTicket(mira)
  const ticket = async () => (await askForTicket(mira)).ticket
  const editor = await openedPlainEditor(`${url}/y`, `post:${post.id}`, ticket)
  editor.provider.awareness.setLocalState({
    user: { name: 'Somebody else', color: '#ff0000' },
    cursor: caretAtEnd(editor.doc),
  })
  await expect(sam.page.locator('.remote-caret[data-name="Mira"]')).toHaveCount(1)

  // Each has what the other writes, and the text is stored.
  editor.type(' From outside.')
  await expect(textOf(sam.page)).toContainText('Begin. From outside.')
  await writeAtEnd(sam.page, ' From the page.')
  await expectSaved(sam.page)
  await expect.poll(() => editor.text()).toContain('From outside. From the page.')
  const content = await sam.call('get', `/api/v1/posts/${post.id}/content?format=markdown`)
  expect(await content.text()).toContain('Begin. From outside. From the page.')

  // The network goes: what both write meanwhile comes together when it is back.
  editor.provider.disconnect()
  await expect(sam.page.locator('.remote-caret[data-name="Mira"]')).toHaveCount(0)
  editor.type(' Away.')
  await writeAtEnd(sam.page, ' Meanwhile.')
  await expectSaved(sam.page)
  editor.provider.params = { ticket: await ticket() }
  editor.provider.connect()
  await expect(textOf(sam.page)).toContainText('Away.')
  await expect.poll(() => editor.text()).toContain('Meanwhile.')

  // A right that ends, ends it, and it is told so.
  const workspace = (await (await sam.call('get', '/api/v1/me')).json()).workspaces[0]
  await sam.call('delete', `/api/v1/workspaces/${workspace.id}/members/${mira.id}`)
  await expect.poll(() => editor.closes.at(-1)).toEqual({ code: 4404, reason: 'not_found' })
  expect(editor.closes.map(({ reason }) => reason)).toContain('revoked')
  editor.type(' Too late.')
  await sam.page.reload()
  await expect(textOf(sam.page)).toContainText('Meanwhile.')
  await expect(textOf(sam.page)).not.toContainText('Too late.')
  editor.leave()
})

function caretAtEnd(doc: Y.Doc): { anchor: unknown; head: unknown } {
  const block = doc.getXmlFragment('body').get(1)
  const text = block instanceof Y.XmlElement ? block.get(0) : undefined
  if (!(text instanceof Y.XmlText)) throw new Error('There is no text yet')
  const end = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, text.length))
  return { anchor: end, head: end }
}
