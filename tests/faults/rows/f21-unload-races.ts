/**
 * F21: three people open a post, type and are gone again within 50 ms, over and over, so that its room is for ever being
 * loaded, joined and unloaded. The server runs in this process: what it keeps is looked at directly.
 */

import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { pino } from 'pino'
import * as Y from 'yjs'
import type { RunningCollab } from '#collab/start.ts'
import { routeConsoleToLog } from '#collab/transport/console-to-log.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { HastySocket } from '#prisma/seed/hasty-socket.ts'
import { startCollabHere } from '#tests/support/collab-here.ts'
import { until } from '#tests/support/until.ts'
import type { Dice } from '../dice.ts'
import { AUTH_SECRET, breakGround, type Ground, type Person, PUBLIC_URL } from '../ground.ts'
import type { Row } from '../row.ts'
import { PATIENTLY } from '../team.ts'

const LONGEST_MS = 50
/** After so many rounds all three stay, until each has seen the others type. */
const MEET_EVERY = 10

type Visitor = { readonly doc: Y.Doc; readonly tokens: string[]; readonly saved: Set<string>; readonly person: Person }
type Visit = { readonly isSaved: () => boolean; readonly isSynced: () => boolean; readonly leave: () => void }

export const f21: Row = {
  id: 'F21',
  what: '3 people open, type and leave within 50 ms, again and again',
  goal: '0 lost, 0 twice; documents in memory = open documents; no timer left',
  async run({ dice, full, count, note }) {
    const rounds = count ?? (full ? 1_000 : 40)
    const ground = await breakGround()
    const logger = pino({ level: process.env.FAULTS_LOG ?? 'silent' })
    const restore = routeConsoleToLog(logger)
    const server = await startCollabHere({
      publicUrl: PUBLIC_URL,
      databaseUrl: ground.databaseUrl,
      authSecret: AUTH_SECRET,
      logger,
    })
    try {
      const { doc } = await ground.addPost()
      const url = `ws://127.0.0.1:${server.port}/collab`
      const visitors: Visitor[] = ground.people
        .slice(0, 3)
        .map(person => ({ person, doc: new Y.Doc(), tokens: [], saved: new Set() }))
      const faults: string[] = []
      const meet = () => meetAll(url, doc, visitors)
      await meet()
      await left(server)
      const timersBefore = countTimers()
      for (let round = 0; round < rounds; round += 1) {
        await Promise.all(visitors.map((visitor, index) => dash(url, doc, visitor, `[${index}.${round}]`, dice)))
        if (round % MEET_EVERY !== MEET_EVERY - 1) continue
        faults.push(...(await findUntrue(ground, doc, visitors)))
        const strangers = await meet()
        if (strangers.length > 0) note(`round ${round}: ${strangers.join(', ')}`)
        faults.push(...strangers)
      }
      faults.push(...(await meet()))
      await left(server)
      faults.push(...(await findLeaks(server, timersBefore)))
      faults.push(...(await findLosses(ground, doc, visitors)))
      const typed = visitors.flatMap(({ tokens }) => tokens)
      const saved = visitors.reduce((sum, visitor) => sum + visitor.saved.size, 0)
      return {
        ran: true,
        count: `${rounds} rounds, ${typed.length} tokens, ${saved} of them saved before their tab was gone`,
        figure: `${server.hocuspocus.documents.size} documents in memory afterwards`,
        faults,
        late: [],
      }
    } finally {
      await server.stop()
      restore()
      await ground.close()
    }
  },
}

/**
 * Opens, types, and is gone within 50 ms: of coming, or of the document being there, so that the moments of both are met
 * on a slow machine as well. What was typed stays with the person.
 */
async function dash(url: string, name: string, visitor: Visitor, token: string, dice: Dice): Promise<void> {
  const [before, waits, stay] = [dice.whole(0, 10), dice.roll() < 0.5, dice.whole(0, LONGEST_MS)]
  await pause(before)
  const visit = open(url, name, visitor)
  if (waits) await until(() => visit.isSynced(), PATIENTLY)
  type(visitor, token)
  await pause(stay)
  if (visit.isSaved()) visitor.saved.add(token)
  visit.leave()
}

/**
 * All three at once: each sees what the others type now. Two rooms of one document would keep them apart.
 * @returns what was not so
 */
async function meetAll(url: string, name: string, visitors: readonly Visitor[]): Promise<string[]> {
  const visits = visitors.map(visitor => open(url, name, visitor))
  try {
    await until(() => visits.every(visit => visit.isSynced()), PATIENTLY)
    const tokens = visitors.map((visitor, index) => {
      const token = `[meet ${index}.${visitor.tokens.length}]`
      type(visitor, token)
      return token
    })
    const all = () => visitors.every(({ doc }) => tokens.every(token => textOf(doc).includes(token)))
    await until(all, PATIENTLY)
    await until(() => visits.every(visit => visit.isSaved()), PATIENTLY)
    return []
  } catch (error) {
    return [`people in one post did not see each other: ${error instanceof Error ? error.message : error}`]
  } finally {
    for (const visit of visits) visit.leave()
  }
}

async function left({ hocuspocus, metrics }: RunningCollab): Promise<void> {
  await until(
    async () =>
      hocuspocus.documents.size === 0 && (await metrics.sockets.get()).values.every(({ value }) => value === 0),
    { withinMs: 10_000 },
  ).catch(() => undefined)
}

async function findLeaks({ hocuspocus, metrics }: RunningCollab, timersBefore: number): Promise<string[]> {
  const held = {
    'documents in memory': hocuspocus.documents.size,
    'documents being loaded': hocuspocus.loadingDocuments.size,
    'documents being unloaded': hocuspocus.unloadingDocuments.size,
    'sockets counted': (await metrics.sockets.get()).values[0]?.value ?? 0,
    'document connections counted': (await metrics.connections.get()).values[0]?.value ?? 0,
    'rooms counted': (await metrics.rooms.get()).values[0]?.value ?? 0,
  }
  // Tabs of this process have timers as well, and end them soon after they left.
  const timers = await until(() => countTimers() <= timersBefore, { withinMs: 10_000 }).catch(() => false)
  return [
    ...Object.entries(held).flatMap(([what, number]) =>
      number === 0 ? [] : [`${number} ${what} though nobody is there`],
    ),
    ...(timers ? [] : [`${countTimers() - timersBefore} timers more than before`]),
  ]
}

/** What a tab had acknowledged and is not in the log now: asked before the same person brings it again. */
async function findUntrue({ pool }: Ground, name: string, visitors: readonly Visitor[]): Promise<string[]> {
  const text = await storedText(pool, name)
  return visitors
    .flatMap(({ saved }) => [...saved])
    .filter(token => !text.includes(token))
    .map(token => `${token} was acknowledged and is not in the log`)
}

async function storedText(pool: Ground['pool'], name: string): Promise<string> {
  const rebuilt = new Y.Doc()
  const log = createPostgresLog({ pool, logger: pino({ level: 'silent' }) })
  for (const update of (await log.load(name, { ignoreSnapshots: true })).updates) Y.applyUpdate(rebuilt, update)
  return textOf(rebuilt)
}

async function findLosses({ pool }: Ground, name: string, visitors: readonly Visitor[]): Promise<string[]> {
  const texts = [await storedText(pool, name), ...visitors.map(({ doc }) => textOf(doc))]
  const found = new Set(texts).size === 1 ? [] : ['texts of people and log differ']
  for (const token of visitors.flatMap(({ tokens }) => tokens)) {
    const times = (texts[0] ?? '').split(token).length - 1
    if (times !== 1) found.push(`${token} is there ${times} times`)
  }
  return found
}

function open(url: string, name: string, { doc, person }: Visitor): Visit {
  const socket = new HocuspocusProviderWebsocket({ url, WebSocketPolyfill: HastySocket, delay: 20, minDelay: 10 })
  const provider = new HocuspocusProvider({ name, document: doc, websocketProvider: socket, token: person.ticket })
  provider.attach()
  return {
    isSynced: () => provider.isSynced,
    isSaved: () => provider.isSynced && provider.unsyncedChanges === 0,
    leave() {
      provider.destroy()
      socket.destroy()
    },
  }
}

function type({ doc, tokens }: Visitor, token: string): void {
  tokens.push(token)
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [new Y.XmlText(token)])
  const body = doc.getXmlFragment('body')
  body.insert(body.length, [paragraph])
}

function textOf(doc: Y.Doc): string {
  return doc.getXmlFragment('body').toString()
}

function countTimers(): number {
  return process.getActiveResourcesInfo().filter(kind => kind === 'Timeout').length
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
