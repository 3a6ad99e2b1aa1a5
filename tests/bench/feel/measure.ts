/**
 * What two people at their screens feel. Times are taken inside the pages, where they would be seen, on one clock
 * (performance.timeOrigin + performance.now), so Playwright's own round trips are not in them.
 */
import type { Page } from '@playwright/test'
import { type Summary, summarize } from '../statistics.ts'
import type { Team } from './team.ts'

const LOADS = 15
const KEYS = 200
const COMMANDS = 60
const EDITOR = '[role=textbox][aria-multiline=true]'

export async function measureFeel(team: Team): Promise<Record<string, Summary>> {
  const loads = await measureLoads(team)
  const { seen, saved } = await measureKeys(team)
  const commands = await measureCommands(team)
  return {
    'page load → editable': summarize(loads),
    'key → other browser': summarize(seen),
    'key → Saved': summarize(saved),
    'command → other dashboard': summarize(commands),
  }
}

/** From the start of the navigation to an editor that takes keys; the first load, with a cold cache, is not counted. */
async function measureLoads({ writer, postId }: Team): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index <= LOADS; index++) {
    await writer.goto(`/posts/${postId}`, { waitUntil: 'commit' })
    const ms = await writer.waitForFunction(
      selector => document.querySelector(`${selector}[contenteditable=true]`) !== null && performance.now(),
      EDITOR,
      { polling: 'raf' },
    )
    if (index > 0) times.push(Number(await ms.jsonValue()))
  }
  return times
}

async function measureKeys({ writer, reader, postId }: Team): Promise<{ seen: number[]; saved: number[] }> {
  for (const page of [reader, writer]) {
    await page.goto(`/posts/${postId}`)
    await page.locator(`${EDITOR}[contenteditable=true]`).waitFor()
    await page.locator('[data-save=saved]').waitFor()
  }
  await reader.evaluate(watchGrowth, EDITOR)
  await writer.evaluate(watchKeys)
  await writer.locator(`${EDITOR} p`).last().click()
  await writer.keyboard.press('End')
  const [before] = await Promise.all([
    count(reader, 'benchGrowth'),
    writer.evaluate(() => Reflect.get(window, 'benchReset')()),
  ])
  for (let index = 0; index < KEYS; index++) {
    await writer.keyboard.type(String.fromCharCode(97 + (index % 26)))
    await writer.waitForFunction(n => Reflect.get(window, 'benchSaved').length > n, index)
    await reader.waitForFunction(n => Reflect.get(window, 'benchGrowth').length > n, before + index)
  }
  const [keys, savedAt, grownAt] = await Promise.all([
    values(writer, 'benchKeys'),
    values(writer, 'benchSaved'),
    values(reader, 'benchGrowth'),
  ])
  return {
    seen: keys.map((at, index) => (grownAt[before + index] ?? Number.NaN) - at),
    saved: keys.map((at, index) => (savedAt[index] ?? Number.NaN) - at),
  }
}

/** In the reader's page: when the text got longer. */
function watchGrowth(selector: string): void {
  const editor = document.querySelector(selector)
  if (!editor) throw new Error('no editor')
  const times: number[] = []
  Reflect.set(window, 'benchGrowth', times)
  // Names at carets come and go beside the text.
  const lengthOf = () => {
    const names = [...editor.querySelectorAll('.ProseMirror-widget')].map(({ textContent }) => textContent?.length ?? 0)
    return (editor.textContent?.length ?? 0) - names.reduce((sum, length) => sum + length, 0)
  }
  let length = lengthOf()
  new MutationObserver(() => {
    const now = lengthOf()
    if (now > length) times.push(performance.timeOrigin + performance.now())
    length = now
  }).observe(editor, { subtree: true, childList: true, characterData: true })
}

/** In the writer's page: when a key went down, and when the sign said Saved after it. */
function watchKeys(): void {
  const state = { keys: [] as number[], saved: [] as number[] }
  const publish = () => {
    Reflect.set(window, 'benchKeys', state.keys)
    Reflect.set(window, 'benchSaved', state.saved)
  }
  Reflect.set(window, 'benchReset', () => {
    state.keys = []
    state.saved = []
    publish()
  })
  publish()
  document.addEventListener('keydown', () => state.keys.push(performance.timeOrigin + performance.now()), true)
  new MutationObserver(() => {
    const sign = document.querySelector('[data-save]')
    if (sign?.getAttribute('data-save') !== 'saved' || state.saved.length >= state.keys.length) return
    state.saved.push(performance.timeOrigin + performance.now())
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['data-save'] })
}

/** From the call in one browser to the changed row in the other; commands go round and round. */
async function measureCommands({ writer, reader, postId }: Team): Promise<number[]> {
  await reader.goto('/')
  await reader.locator(`[data-row="${postId}"]`).waitFor()
  await reader.locator('[data-connection=live]').first().waitFor()
  await reader.evaluate(watchRow, postId)
  const times: number[] = []
  for (let index = 0; index < COMMANDS; index++) {
    const command = index % 2 === 0 ? 'submit' : 'request-changes'
    const sentAt = await writer.evaluate(giveCommand, { postId, command })
    await reader.waitForFunction(n => Reflect.get(window, 'benchRow').length > n, index)
    times.push(((await values(reader, 'benchRow'))[index] ?? Number.NaN) - sentAt)
  }
  return times
}

function watchRow(postId: string): void {
  const times: number[] = []
  Reflect.set(window, 'benchRow', times)
  const stateNow = () => document.querySelector(`[data-row="${postId}"]`)?.getAttribute('data-state')
  let state = stateNow()
  new MutationObserver(() => {
    const now = stateNow()
    if (now === state) return
    state = now
    times.push(performance.timeOrigin + performance.now())
  }).observe(document.body, { subtree: true, childList: true, attributes: true })
}

async function giveCommand({ postId, command }: { postId: string; command: string }): Promise<number> {
  const sentAt = performance.timeOrigin + performance.now()
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`/api/v1/posts/${postId}/${command}`, { method: 'POST', headers, body: '{}' })
  if (!answer.ok) throw new Error(`${command} was refused: ${answer.status}`)
  return sentAt
}

async function count(page: Page, name: string): Promise<number> {
  return (await values(page, name)).length
}

async function values(page: Page, name: string): Promise<number[]> {
  return page.evaluate(key => Reflect.get(window, key), name)
}
