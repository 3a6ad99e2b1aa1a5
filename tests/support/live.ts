/** People on real sockets against a whole collab-server: the provider that browsers use. */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { createDecoder, readVarString, readVarUint } from 'lib0/decoding'
import { pino } from 'pino'
import { afterAll } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import type { RunningCollab, StartOptions } from '#collab/start.ts'
import { routeConsoleToLog } from '#collab/transport/console-to-log.ts'
import { docName } from '#domain/contract/doc-names.ts'
import type { PostId, SessionId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import type { UpdateLog } from '#domain/log/update-log.ts'
import { issueTicket } from '#domain/services/ticket.ts'
import { docFromJson } from '#domain/text/document.ts'
import { HastySocket } from '#prisma/seed/hasty-socket.ts'
import { startCollabHere } from './collab-here.ts'
import { addPerson, addPost } from './people-and-posts.ts'
import type { TestDatabase } from './postgres.ts'
import { until } from './until.ts'

export const AUTH_SECRET = 'a-secret-for-tests-of-32-characters'
export const PUBLIC_URL = 'http://galley.test'

export type Person = { readonly userId: UserId; readonly sessionId: SessionId; readonly ticket: () => Promise<string> }

/** A server of its own; it stops with the tests of the file. */
export async function liveServer(
  database: TestDatabase,
  options: Partial<StartOptions> = {},
): Promise<RunningCollab & { readonly url: string }> {
  const logger = options.logger ?? pino({ level: process.env.TEST_LOG ?? 'silent' })
  const restore = routeConsoleToLog(logger)
  const server = await startCollabHere({
    publicUrl: PUBLIC_URL,
    databaseUrl: database.url,
    authSecret: AUTH_SECRET,
    backgroundAfterMs: 0,
    ...options,
    logger,
  })
  await server.working
  afterAll(async () => {
    await server.stop()
    restore()
  })
  return { ...server, url: `ws://127.0.0.1:${server.port}/collab` }
}

/** Waits for what the server does because it was told: sooner than a round of a minute over everybody would find it. */
export function untilTold(isTrue: () => boolean): Promise<boolean> {
  return until(isTrue, { withinMs: 30_000 })
}

/** What the server answers to a handshake; undefined when it hangs up. */
export function handshakeStatus(
  address: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<number | undefined> {
  return new Promise(resolve => {
    const ws = new WebSocket(address, { headers })
    ws.on('unexpected-response', (_, response) => {
      resolve(response.statusCode)
      response.destroy()
    })
    ws.on('open', () => {
      resolve(101)
      ws.terminate()
    })
    ws.on('error', () => resolve(undefined))
  })
}

/** Somebody who has signed in. */
export async function signIn({ db }: TestDatabase, name: string): Promise<Person> {
  const userId = await addPerson(db, name)
  const sessionId = `session-${crypto.randomUUID()}` as SessionId
  const expiresAt = new Date(Date.now() + 600_000)
  await db.session.create({ data: { id: sessionId, token: sessionId, userId, expiresAt } })
  return { userId, sessionId, ticket: () => issueTicket({ userId, sessionId }, AUTH_SECRET) }
}

/** A post with an empty title and one empty paragraph in the log. */
export async function addLivePost(
  { db, pool }: TestDatabase,
  workspaceId: WorkspaceId,
  userId: UserId,
): Promise<{ postId: PostId; doc: string }> {
  const postId = await addPost(db, { workspaceId, userId, title: '' })
  const start = docFromJson({ type: 'doc', content: [{ type: 'title' }, { type: 'paragraph' }] })
  const doc = docName.post(postId)
  const log = createPostgresLog({ pool, logger: pino({ level: 'silent' }) })
  await log.create({ doc, update: Y.encodeStateAsUpdate(start), author: userId, clients: [start.clientID] })
  return { postId, doc }
}

/** Types at the end of the first paragraph; gives the update. */
export function typed(doc: Y.Doc, words: string): Uint8Array {
  const before = Y.encodeStateVector(doc)
  doc.transact(() => {
    const block = doc.getXmlFragment('body').get(1) as Y.XmlElement
    if (block.length === 0) block.insert(0, [new Y.XmlText()])
    const text = block.get(0) as Y.XmlText
    text.insert(text.length, words)
  })
  return Y.encodeStateAsUpdate(doc, before)
}

/** Into the first paragraph, as web does: a row that no connection brings. */
export async function writeByProgram(log: UpdateLog, doc: string, author: string, words: string): Promise<void> {
  const program = new Y.Doc()
  for (const update of (await log.load(doc)).updates) Y.applyUpdate(program, update)
  const before = Y.encodeStateVector(program)
  const block = program.getXmlFragment('body').get(1) as Y.XmlElement
  block.insert(0, [new Y.XmlText(words)])
  await log.append({ doc, update: Y.encodeStateAsUpdate(program, before), author, clients: [program.clientID] })
}

export type Tab = {
  readonly provider: HocuspocusProvider
  readonly socket: HocuspocusProviderWebsocket
  readonly doc: Y.Doc
  readonly notes: string[]
  /** Reasons of closes and denials of this document. */
  readonly reasons: string[]
  readonly closes: { code: number; reason: string }[]
  /** Acknowledgements so far: stored or not. */
  readonly answers: boolean[]
  readonly type: (words: string) => void
  readonly text: () => string
  readonly leave: () => void
}

const left = new Set<Tab>()

/** Opens one document on a socket of its own, as a browser tab does. */
export function openTab(
  url: string,
  person: Person,
  name: string,
  { token, doc = new Y.Doc() }: { token?: string; doc?: Y.Doc } = {},
): Tab {
  const notes: string[] = []
  const reasons: string[] = []
  const answers: boolean[] = []
  const closes: { code: number; reason: string }[] = []
  const socket = new HocuspocusProviderWebsocket({
    url,
    WebSocketPolyfill: HastySocket,
    delay: 100,
    minDelay: 50,
    onClose: ({ event }) => closes.push({ code: event.code, reason: String(event.reason) }),
  })
  const provider = new HocuspocusProvider({
    name,
    document: doc,
    websocketProvider: socket,
    token: async () => token ?? person.ticket(),
    onAuthenticationFailed: ({ reason }) => reasons.push(reason),
    onStateless: ({ payload }) => notes.push(payload),
    onClose: ({ event }) => {
      if (event.code === 1000) reasons.push(String(event.reason))
    },
    onMessage: ({ event }) => {
      const decoder = createDecoder(new Uint8Array(event.data))
      readVarString(decoder)
      if (readVarUint(decoder) === 8) answers.push(readVarUint(decoder) === 1)
    },
  })
  provider.attach()
  const paragraph = () => doc.getXmlFragment('body').get(1) as Y.XmlElement
  const tab: Tab = {
    provider,
    socket,
    doc,
    notes,
    reasons,
    closes,
    answers,
    type: words => void typed(doc, words),
    text: () => (paragraph()?.length > 0 ? paragraph().get(0).toString() : ''),
    leave() {
      left.delete(tab)
      provider.destroy()
      socket.destroy()
    },
  }
  left.add(tab)
  return tab
}

/** Opens it and waits until the server's state is there. */
export async function openedTab(...args: Parameters<typeof openTab>): Promise<Tab> {
  const tab = openTab(...args)
  await until(() => tab.provider.isSynced)
  return tab
}

export function leaveAll(): void {
  for (const tab of left) tab.leave()
}

/** Sent frames have an answer each, and every one was stored. */
export function isSaved({ provider }: Tab): boolean {
  return provider.isSynced && provider.unsyncedChanges === 0
}

/** How often the server has turned somebody away for that reason. */
export async function countRefusals({ metrics }: Pick<RunningCollab, 'metrics'>, reason: string): Promise<number> {
  const { values } = await metrics.refusals.get()
  return values.find(({ labels }) => labels.reason === reason)?.value ?? 0
}
