/** What two people feel who talk about a text: a comment and a call by name until the other sees it, and a post with much said about it. */
import type { Page } from '@playwright/test'
import { LIMITS } from '#domain/contract/limits.ts'
import { type Summary, summarize } from '../statistics.ts'
import type { Team } from './team.ts'

const COMMENTS = 30
/** So many a minute are told; beyond it they are one row that counts. */
const MENTIONS = LIMITS.noticesPerMinute - 10
const THREADS = 500
const OPENINGS = 30
const EDITOR = '[role=textbox][aria-multiline=true]'
const LIVE = '[data-connection=live]'

export async function measureTalk(team: Team): Promise<Record<string, Summary>> {
  const comments = await measureComments(team)
  const mentions = await measureMentions(team)
  const openings = await measureManyThreads(team)
  return {
    'comment → shown at the other': summarize(comments),
    'mention in text → inbox': summarize(mentions),
    [`${THREADS} threads → first painted`]: summarize(openings),
  }
}

/** From the call in one browser to the words in the other's panel. */
async function measureComments({ writer, reader, postId }: Team): Promise<number[]> {
  await writer.goto('/')
  const { id } = await post(writer, `/api/v1/posts/${postId}/threads`, { body: 'The first of many' })
  await reader.goto(`/posts/${postId}?thread=${id}`)
  await reader.getByText('The first of many').first().waitFor()
  await reader.evaluate(watchWords)
  const times: number[] = []
  for (let index = 0; index < COMMENTS; index++) {
    const words = `said ${index} end`
    await reader.evaluate(expected => Reflect.set(window, 'benchWanted', expected), words)
    const { sentAt } = await post(writer, `/api/v1/posts/${postId}/threads/${id}/comments`, { body: words })
    times.push((await shownAt(reader, words)) - sentAt)
  }
  return times
}

/** From the key that chooses somebody from the list under an @ to the row of their inbox. */
async function measureMentions({ writer, reader, postId }: Team): Promise<number[]> {
  await reader.goto('/inbox')
  await reader.locator(LIVE).first().waitFor()
  await reader.evaluate(watchMentions)
  await writer.goto(`/posts/${postId}`)
  await writer.locator(`${EDITOR}[contenteditable=true]`).waitFor()
  await writer.locator('[data-save=saved]').waitFor()
  await writer.evaluate(() => {
    const enter = (event: KeyboardEvent) => {
      if (event.key === 'Tab') Reflect.set(window, 'benchKey', performance.timeOrigin + performance.now())
    }
    document.addEventListener('keydown', enter, true)
  })
  await writer.locator(`${EDITOR} p`).last().click()
  const times: number[] = []
  for (let index = 0; index < MENTIONS; index++) {
    const before = await value(reader, 'benchMentions')
    await writer.keyboard.press('End')
    await writer.keyboard.type(' @rita')
    await writer
      .getByRole('option', { name: /Rita Reader/ })
      .first()
      .waitFor()
    await writer.keyboard.press('Tab')
    const at = await reader.waitForFunction(count => {
      const seen = Reflect.get(window, 'benchMentions') as number
      return seen > count && (Reflect.get(window, 'benchMentionAt') as number)
    }, before)
    times.push(Number(await at.jsonValue()) - (await value(writer, 'benchKey')))
  }
  return times
}

/** From an editor that takes keys to the first of very many threads on the screen. */
async function measureManyThreads(team: Team): Promise<number[]> {
  const { writer, workspaceId } = team
  const made = await post(writer, '/api/v1/posts', { workspaceId, title: 'Much said', markdown: 'Begin.' })
  // One person may say so much a minute: many of them have talked here.
  for (let said = 0; said < THREADS; said += LIMITS.commentsPerMinute) {
    const speaker = await team.join(`Speaker ${said}`)
    for (let index = said; index < Math.min(said + LIMITS.commentsPerMinute, THREADS); index++) {
      await speaker(`/api/v1/posts/${made.id}/threads`, { body: `Thread ${index} of them` })
    }
  }
  // As somebody has it who talks: the panel stands open at the comments.
  await writer.evaluate(() => {
    localStorage.setItem('galley_panel', 'open')
    localStorage.setItem('galley_panel_tab', 'comments')
  })
  const times: number[] = []
  for (let index = 0; index <= OPENINGS; index++) {
    await writer.goto(`/posts/${made.id}`, { waitUntil: 'commit' })
    const editable = await writer.waitForFunction(
      selector => document.querySelector(`${selector}[contenteditable=true]`) !== null && performance.now(),
      EDITOR,
      { polling: 'raf' },
    )
    const painted = await writer.waitForFunction(
      () => /Thread \d+ of them/.test(document.body.innerText) && performance.now(),
      null,
      { polling: 'raf' },
    )
    if (index > 0) times.push(Math.max(0, Number(await painted.jsonValue()) - Number(await editable.jsonValue())))
  }
  return times
}

function watchWords(): void {
  new MutationObserver(() => {
    const wanted = Reflect.get(window, 'benchWanted') as string | undefined
    if (wanted === undefined || Reflect.get(window, 'benchShown') === wanted) return
    if (!document.body.textContent?.includes(wanted)) return
    Reflect.set(window, 'benchShown', wanted)
    Reflect.set(window, 'benchShownAt', performance.timeOrigin + performance.now())
  }).observe(document.body, { subtree: true, childList: true, characterData: true })
}

async function shownAt(page: Page, words: string): Promise<number> {
  await page.waitForFunction(wanted => Reflect.get(window, 'benchShown') === wanted, words)
  return value(page, 'benchShownAt')
}

/** Mentions in one post are one row of the inbox that counts, and the bell with it. */
function watchMentions(): void {
  const countNow = () => {
    const row = document.querySelector('[data-notification]')?.textContent ?? ''
    return row.includes('mentioned you') ? Number(/(\d+) mentions/.exec(row)?.[1] ?? 1) : 0
  }
  Reflect.set(window, 'benchMentions', countNow())
  new MutationObserver(() => {
    const now = countNow()
    if (now === Reflect.get(window, 'benchMentions')) return
    Reflect.set(window, 'benchMentions', now)
    Reflect.set(window, 'benchMentionAt', performance.timeOrigin + performance.now())
  }).observe(document.body, { subtree: true, childList: true, characterData: true })
}

function value(page: Page, name: string): Promise<number> {
  return page.evaluate(key => Reflect.get(window, key) as number, name)
}

async function post(page: Page, path: string, body: object): Promise<{ id: string; sentAt: number }> {
  return page.evaluate(
    async call => {
      const sentAt = performance.timeOrigin + performance.now()
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(call.path, { method: 'POST', headers, body: JSON.stringify(call.body) })
      if (!answer.ok) throw new Error(`${call.path} was refused: ${answer.status}`)
      return { ...(await answer.json()), sentAt }
    },
    { path, body },
  )
}
