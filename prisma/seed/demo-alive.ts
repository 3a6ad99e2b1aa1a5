/**
 * The team of the sample at work, so that whoever looks at it alone sees what a team sees: somebody writes, somebody reads,
 * somebody approves and takes back. They use the doors that everybody uses, and stop after a while.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import * as Y from 'yjs'
import { z } from 'zod'
import { type Call, CallRefused } from './call.ts'
import { HastySocket } from './hasty-socket.ts'

type Member = { readonly call: Call }

export type AliveTeam = {
  readonly workspaceId: string
  /** Writes in `written`, and asks for review of `judged`. */
  readonly writer: Member
  /** Approves `judged`, and asks for changes; looks at the calendar. */
  readonly judge: Member
  /** Reads what is written. */
  readonly reader: Member
  readonly posts: { readonly written: string; readonly judged: string }
}

type Pace = { readonly letterMs: number; readonly restMs: number; readonly rounds: number }

/** Half an hour or so: a sample that is forgotten in a tab comes to rest. */
const UNHURRIED: Pace = { letterMs: 90, restMs: 14_000, rounds: 60 }

const SENTENCES = [
  'A note is written by whoever was on watch, the same morning.',
  'It says what we knew at each hour, and not what we know now.',
  'Part numbers stay in it: somebody has the same heater.',
  'Nobody is blamed by name, and nothing is left out for it.',
  'The last line says who checks that it does not happen again.',
] as const
/** Of what was written so, the rest is taken out again. */
const MOST_PARAGRAPHS = 3

const Ticket = z.object({ ticket: z.string(), url: z.string() })

/** @returns resolves when everybody has left: after `stop`, and after their time */
export function comeAlive(team: AliveTeam, pace: Pace = UNHURRIED): { readonly done: Promise<void>; stop(): void } {
  const end = new AbortController()
  const busy = Promise.allSettled([write(team, pace, end.signal), judge(team, pace, end.signal)])
  const reading = read(team, end.signal)
  const done = busy.then(async results => {
    end.abort()
    for (const result of [...results, ...(await Promise.allSettled([reading]))]) {
      if (result.status === 'rejected' && !isEnd(result.reason)) throw result.reason
    }
  })
  return { done, stop: () => end.abort() }
}

async function write({ writer, workspaceId, posts }: AliveTeam, pace: Pace, signal: AbortSignal): Promise<void> {
  const tab = await openTab(writer, { workspaceId, postId: posts.written, signal })
  try {
    const body = tab.document.getXmlFragment('body')
    const written: Y.XmlElement[] = []
    for (let round = 0; round < pace.rounds; round++) {
      const words = new Y.XmlText()
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.insert(0, [words])
      body.insert(body.length, [paragraph])
      written.push(paragraph)
      for (const letter of SENTENCES[round % SENTENCES.length] ?? '') {
        words.insert(words.length, letter)
        tab.say({ mode: 'editing', typing: true, cursor: caretAt(words) })
        await sleep(pace.letterMs, undefined, { signal })
      }
      tab.say({ mode: 'editing', typing: false, cursor: caretAt(words) })
      await sleep(pace.restMs, undefined, { signal })
      const oldest = written.length > MOST_PARAGRAPHS ? written.shift() : undefined
      const at = oldest ? body.toArray().indexOf(oldest) : -1
      if (at >= 0) body.delete(at, 1)
    }
  } finally {
    tab.leave()
  }
}

async function read({ reader, workspaceId, posts }: AliveTeam, signal: AbortSignal): Promise<void> {
  const tab = await openTab(reader, { workspaceId, postId: posts.written, signal })
  tab.say({ mode: 'viewing' })
  await untilEnd(signal).finally(tab.leave)
}

async function judge(team: AliveTeam, { restMs, rounds }: Pace, signal: AbortSignal): Promise<void> {
  const { workspaceId, posts } = team
  const tab = await openTab(team.judge, { workspaceId, page: '/calendar', signal })
  try {
    const steps = [
      { by: team.judge, command: 'approve' },
      { by: team.judge, command: 'request-changes' },
      { by: team.writer, command: 'submit' },
    ]
    for (let round = 0; round < rounds; round++) {
      await sleep(restMs * 2, undefined, { signal })
      const { by, command } = steps[round % steps.length] ?? { by: team.judge, command: 'approve' }
      await by.call('POST', `/api/v1/posts/${posts.judged}/${command}`, {}).catch((error: unknown) => {
        if (!isOutOfTurn(error)) throw error
      })
    }
  } finally {
    tab.leave()
  }
}

type Where = {
  readonly workspaceId: string
  readonly postId?: string
  /** The page they are on, where that is no post. */
  readonly page?: string
  readonly signal: AbortSignal
}

/** As a tab of the pages: presence in the workspace, and in the post they have open. */
async function openTab({ call }: Member, { workspaceId, postId, page, signal }: Where) {
  const ask = async () => Ticket.parse(await call('POST', '/api/v1/collab-ticket', {}))
  const socket = new HocuspocusProviderWebsocket({ url: (await ask()).url, WebSocketPolyfill: HastySocket })
  const open = (name: string) => {
    const document = new Y.Doc()
    const provider = new HocuspocusProvider({
      name,
      document,
      websocketProvider: socket,
      token: async () => (await ask()).ticket,
    })
    provider.attach()
    return { document, provider }
  }
  const presence = open(`presence:${workspaceId}`)
  const post = postId === undefined ? null : open(`post:${postId}`)
  const rooms = post ? [presence, post] : [presence]
  const leave = () => {
    for (const { provider, document } of rooms) {
      provider.destroy()
      document.destroy()
    }
    socket.destroy()
  }
  try {
    await Promise.all(rooms.map(({ provider }) => synced(provider, signal)))
  } catch (error) {
    leave()
    throw error
  }
  for (const [field, value] of Object.entries({ mode: 'viewing', ...(page && { page }) })) {
    presence.provider.setAwarenessField(field, value)
  }
  return {
    document: post?.document ?? presence.document,
    leave,
    say(state: Readonly<Record<string, unknown>>) {
      post?.provider.awareness?.setLocalState({ ...post.provider.awareness.getLocalState(), ...state })
      if (state.mode) presence.provider.setAwarenessField('mode', state.mode)
    },
  }
}

function synced(provider: HocuspocusProvider, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    provider.on('authenticationFailed', ({ reason }: { reason: string }) => reject(new Error(`Not let in: ${reason}`)))
    if (provider.isSynced) resolve()
    else provider.on('synced', () => resolve())
  })
}

function untilEnd(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** Whoever tries the sample may have moved the post: then this step is none, and the next one may be. */
function isOutOfTurn(error: unknown): boolean {
  return error instanceof CallRefused && error.status === 409
}

function isEnd(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

/** As y-prosemirror says where a caret is. */
function caretAt(words: Y.XmlText): { anchor: unknown; head: unknown } {
  const place = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(words, words.length))
  return { anchor: place, head: place }
}
