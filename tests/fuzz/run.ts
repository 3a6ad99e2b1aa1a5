/**
 * Carries out a plan against a real server and looks, whenever all is quiet, whether everybody has the same text and the
 * rows have it too. What is found is told in words; an empty list is a good run.
 */
import { updateYFragment } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { parseDocName } from '#domain/contract/doc-names.ts'
import { foldUpdates } from '#domain/log/same-content.ts'
import { snapshotDocument } from '#domain/log/swept-words.ts'
import { readPostText } from '#domain/services/versions.ts'
import { type JsonNode, jsonOf, nodeFromJson } from '#domain/text/document.ts'
import { jsonFromMarkdown, markdownOf } from '#domain/text/markdown.ts'
import { BODY } from '#domain/text/schema.ts'
import { createPast } from '#domain/text/swept/past.ts'
import { createAnswers, isAnswered } from '#domain/text/swept/write-again.ts'
import { edit, type Numbers } from './edits.ts'
import { overhearErrors } from './overhear.ts'
import { createRandom } from './random.ts'
import { describeStep, isEdit, type Plan, type Step } from './steps.ts'
import { type Kept, openTab, type Tab } from './tab.ts'
import type { World } from './world.ts'

export type RunReport = {
  readonly faults: readonly string[]
  /** Steps that were done, up to the one that found something. */
  readonly steps: number
  /** Updates that tabs and the robot wrote. */
  readonly edits: number
}

const QUIET_WITHIN_MS = 20_000
const MOST_BREATH_MS = 12

export async function run(world: World, { seed, tabs: count, steps }: Plan): Promise<RunReport> {
  // Client ids decide who wins between two edits of one place, so they come from the seed as well.
  const random = createRandom(seed ^ 0x5eed)
  const taken = new Set<number>()
  const clientId = (): number => {
    const id = random.word()
    if (taken.has(id) || id === 0) return clientId()
    taken.add(id)
    return id
  }
  const document = await world.addDocument(clientId())
  const faults: string[] = []
  /** Everything anybody was told is saved, as one update a tab. */
  const promises = new Map<number, Uint8Array>()
  let edits = 0
  let restarting: Promise<void> = Promise.resolve()
  const stopHearing = overhearErrors(words => faults.push(`said on the console: ${words}`))

  const open = (who: number, kept?: Kept): Promise<Tab> => {
    const writer = world.writers[who % world.writers.length]
    if (!writer) throw new Error('Nobody writes')
    return openTab({
      name: `tab ${who}`,
      document,
      clientId: clientId(),
      serverPort: world.server.port,
      ticket: writer.ticket,
      ...(kept && { kept }),
      onSaved: ({ doc }) => promises.set(doc.clientID, Y.encodeStateAsUpdate(doc)),
    })
  }
  const tabs: Tab[] = []
  const close = (tab: Tab) => {
    edits += tab.edits()
    tab.leave()
  }

  let done = 0
  try {
    for (let who = 0; who < count; who++) tabs.push(await open(who))
    await quiet(tabs, world, document)
    for (const step of steps) {
      await take(step)
      done += 1
      for (const tab of tabs) if (tab.stopped()) faults.push(`${tab.name} was turned away: ${tab.stopped()}`)
      if (faults.length > 0) break
    }
  } catch (error) {
    faults.push(error instanceof Error ? `${error.message}\n${error.stack}` : String(error))
  } finally {
    stopHearing()
    await restarting.catch(error => faults.push(`the server did not come back: ${error}`))
    for (const tab of tabs) close(tab)
    faults.push(...world.server.complaints().map(line => `the server complained: ${line}`))
  }
  return { faults, steps: done, edits }

  async function take(step: Step): Promise<void> {
    const { does, who, a, c } = step
    const tab = tabs[who % tabs.length]
    if (!tab) return
    if (isEdit(does)) {
      const headless = tab.editing()
      if (!headless) return
      try {
        edit(headless, does, step)
      } catch (error) {
        faults.push(`${describeStep(step)} threw: ${error instanceof Error ? error.stack : error}`)
      }
      return
    }
    switch (does) {
      case 'breathe':
        return new Promise(resolve => setTimeout(resolve, a % MOST_BREATH_MS))
      case 'cut':
        return tab.gate.cut()
      case 'hold':
        return tab.gate.hold()
      case 'open':
        return tab.gate.open()
      case 'shut':
        return tab.gate.shut()
      case 'reload': {
        const kept = c % 4 === 0 ? undefined : tab.kept()
        close(tab)
        tabs[who] = await open(who, kept)
        return
      }
      case 'swap':
        if (!tab.isSaved()) return
        close(tab)
        tabs[who] = await open(who)
        return
      case 'audit':
        return audit(tab)
      case 'api':
        return writeByApi(step)
      case 'field':
        return writeField(tab, step)
      case 'snapshot': {
        await snapshotDocument(world.log, document, world.writeAgain)
        if (c % 2 === 0) await world.log.compact(document, { leastRows: 2 })
        return
      }
      case 'restart':
        // The tabs go on meanwhile.
        restarting = restarting.then(() => world.server.restart(c % 3 > 0))
        return
      case 'settle':
        return settle()
    }
  }

  /** Saved is true when it is said: read by another connection, at once. */
  async function audit(tab: Tab): Promise<void> {
    if (!tab.isSaved()) return
    const said = Y.encodeStateAsUpdate(tab.doc)
    if (!contains(await rebuild(false), said)) faults.push(`${tab.name} says Saved, and the rows do not have it all`)
  }

  async function settle(): Promise<void> {
    await restarting
    for (const tab of tabs) tab.gate.open()
    await quiet(tabs, world, document)
    faults.push(...(await compare()))
  }

  /** Words that nobody would miss may be brought back while one looks: then it is looked at again. */
  async function compare(): Promise<readonly string[]> {
    for (;;) {
      const { seq } = await world.log.load(document)
      const found = await compareOnce()
      if ((await world.log.load(document)).seq === seq) return found
    }
  }

  async function compareOnce(): Promise<readonly string[]> {
    const found: string[] = []
    const truth = await rebuild(true)
    const copies: [string, Y.Doc][] = [...tabs.map(({ name, doc }): [string, Y.Doc] => [name, doc])]
    copies.push(['the rebuild with snapshots', await rebuild(false)])
    const room = world.server.room(document)
    if (room) copies.push(['the room', room])
    const newcomer = await open(tabs.length)
    await quiet([...tabs, newcomer], world, document)
    copies.push(['a newcomer', newcomer.doc])
    if (newcomer.edits() > 0) found.push('opening the post changed it')
    const post = parseDocName(document)
    const published = post?.kind === 'post' ? await readPostText(world.log, post.postId) : null
    if (JSON.stringify(published?.content) !== JSON.stringify(jsonOf(truth)))
      found.push('another text would be published than the rows add up to')
    for (const [name, doc] of copies) {
      if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
        found.push(`${name} waits for something missing`)
      if (!Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(truth))) found.push(`${name} is not what the rows add up to`)
      if (textOf(doc) !== textOf(truth)) found.push(`${name} shows another text than the rows`)
    }
    const shown = new Set([...tabs, newcomer].map(tab => JSON.stringify(tab.editing()?.editor.state.doc.toJSON())))
    if (shown.size > 1) found.push(`editors show different texts:\n${[...shown].join('\n')}`)
    try {
      nodeFromJson(jsonOf(truth))
    } catch (error) {
      found.push(`the text is not one of the schema: ${error}`)
    }
    for (const [client, update] of promises)
      if (!contains(truth, update)) found.push(`what was saved for ${client} is gone`)
    close(newcomer)
    return found
  }

  async function rebuild(ignoreSnapshots: boolean): Promise<Y.Doc> {
    return foldUpdates((await world.log.load(document, { ignoreSnapshots })).updates)
  }

  /** As a program replaces a text: read it, change it, append the difference under an author of its own. */
  async function writeByApi({ a, b, c }: Numbers): Promise<void> {
    const doc = await rebuild(false)
    doc.clientID = clientId()
    const before = Y.encodeStateVector(doc)
    const changed = nodeFromJson(changeByApi(jsonOf(doc), { a, b, c }))
    let news: Uint8Array | null = null
    doc.once('update', (update: Uint8Array) => {
      news = update
    })
    doc.transact(() =>
      updateYFragment(doc, doc.getXmlFragment(BODY), changed, { mapping: new Map(), isOMark: new Map() }),
    )
    if (news === null) return
    const clients = Y.encodeStateVector(doc).length === before.length ? [] : [doc.clientID]
    await world.log.append({ doc: document, update: news, author: world.robot, clients })
    edits += 1
  }
}

function changeByApi(json: JsonNode, { a, b, c }: Numbers): JsonNode {
  const [title, ...blocks] = json.content ?? []
  if (!title) return json
  const at = a % (blocks.length + 1)
  const added: JsonNode = { type: 'paragraph', content: [{ type: 'text', text: `by a program ${b % 100}` }] }
  switch (c % 4) {
    case 0:
      return { ...json, content: [title, ...blocks.slice(0, at), added, ...blocks.slice(at)] }
    case 1:
      return { ...json, content: [title, added, ...blocks.slice(1 + (b % 2))] }
    case 2:
      return { ...json, content: [{ type: 'title', content: [{ type: 'text', text: `Title ${b % 100}` }] }, ...blocks] }
    default:
      return jsonFromMarkdown(title.content?.[0]?.text ?? '', `${markdownOf(json)}\n\nMore ${b % 100}`)
  }
}

function writeField({ doc }: Tab, { a, b, c }: Numbers): void {
  const fields = doc.getMap('fields')
  const key = ['slug', 'tags', 'cover'][a % 3] ?? 'slug'
  if (c % 5 === 0) fields.delete(key)
  else fields.set(key, c % 2 === 0 ? `value ${b % 1000}` : ['a', b % 10, { deep: c % 7 === 0 }])
}

/** Everybody is at ease: all is saved, and all copies are one. */
async function quiet(tabs: readonly Tab[], world: World, document: string): Promise<void> {
  const deadline = performance.now() + QUIET_WITHIN_MS
  for (;;) {
    const why = await unrest(tabs, world, document)
    if (why === null) return
    if (tabs.some(tab => tab.stopped()))
      throw new Error(`No quiet: ${tabs.map(tab => `${tab.name} ${tab.stopped()}`).join(', ')}`)
    if (performance.now() > deadline) throw new Error(`No quiet within ${QUIET_WITHIN_MS} ms: ${why}`)
    await new Promise(resolve => setTimeout(resolve, 4))
  }
}

async function unrest(tabs: readonly Tab[], world: World, document: string): Promise<string | null> {
  for (const tab of tabs)
    if (!tab.isSaved() || tab.editing() === null) return `${tab.name} has not saved: ${JSON.stringify(tab.save())}`
  const [first] = tabs
  if (!first) return null
  const one = Y.snapshot(first.doc)
  for (const { name, doc } of tabs)
    if (!Y.equalSnapshots(one, Y.snapshot(doc))) return `${name} differs from ${first.name}`
  const room = world.server.room(document)
  if (room && !Y.equalSnapshots(one, Y.snapshot(room))) return 'the room differs'
  // Rows of others may be under way to everybody alike.
  const { updates } = await world.log.load(document)
  const rows = foldUpdates(updates)
  if (!Y.equalSnapshots(one, Y.snapshot(rows))) return 'the rows differ'
  return (await hasUnanswered(world, document)) ? 'words that went with their block are not back' : null
}

async function hasUnanswered({ log }: World, document: string): Promise<boolean> {
  const past = createPast(null)
  for (const row of await log.history(document, 0)) past.add(row)
  const answerTo = createAnswers(past, () => 0)
  return past.doubtfulFrom(0).some(step => !isAnswered(past, step.seq) && answerTo(step).some(isMissed))
}

/** Blanks alone are written where a block took the place of theirs: there may have been none when the server looked. */
function isMissed({ update }: { readonly update: Uint8Array }): boolean {
  const { structs } = Y.decodeUpdate(update)
  const isBlank = (struct: (typeof structs)[number]) =>
    struct instanceof Y.Item && struct.content instanceof Y.ContentString && struct.content.str.trim() === ''
  return !structs.every(isBlank)
}

function contains(truth: Y.Doc, update: Uint8Array): boolean {
  return Y.snapshotContainsUpdate(Y.snapshot(truth), update)
}

function textOf(doc: Y.Doc): string {
  return JSON.stringify([jsonOf(doc), doc.getXmlFragment(BODY).toString(), sorted(doc.getMap('fields').toJSON())])
}

function sorted(record: Record<string, unknown>): readonly (readonly [string, unknown])[] {
  return Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1))
}
