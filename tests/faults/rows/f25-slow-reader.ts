/** F25: somebody stops reading what they are sent while a document flows. The server lets go of them; nobody else notices. */
import { once } from 'node:events'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { KIND } from '#collab/transport/frame.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { HastySocket } from '#prisma/seed/hasty-socket.ts'
import { summarize } from '#tests/bench/statistics.ts'
import { until } from '#tests/support/until.ts'
import { breakGround, type Ground, type Person } from '../ground.ts'
import type { Row } from '../row.ts'
import { PATIENTLY } from '../team.ts'

/** Longer than it takes until the buffers of the network between two programs of one machine are full as well. */
const PATIENCE_MS = 120_000
/** One frame more than the limit may wait: it is looked at after each. */
const MOST_BYTES = LIMITS.socketBufferBytes + 64 * 1024
const SLOWER_BY = 1.2

/** Updates of the writer that may be without an answer: a slow machine writes slower, and does not run into other limits. */
const MOST_WAITING = 10

type Tab = { readonly doc: Y.Doc; readonly provider: HocuspocusProvider; readonly leave: () => void }

export const f25: Row = {
  id: 'F25',
  what: 'somebody stops reading while a document flows',
  goal: 'closed with ≤ 4 MB waiting for them; others p95 within 20 %',
  async run({ full, note }) {
    const perSecond = 50
    const updateBytes = full ? 4_000 : 30_000
    const ground = await breakGround()
    const tabs: Tab[] = []
    try {
      const server = await ground.startServer()
      const { doc } = await ground.addPost()
      const [anna, ben, cleo] = ground.people
      if (!anna || !ben || !cleo) throw new Error('Somebody is missing')
      const writer = await openedTab(ground, anna, doc)
      tabs.push(writer)
      const reader = await openedTab(ground, ben, doc)
      tabs.push(reader)
      const slow = await openedByHand(ground, cleo, doc)

      const flow = startFlow(writer, reader, { perSecond, updateBytes })
      await until(() => flow.delaysMs.length >= perSecond * 3, { withinMs: PATIENCE_MS })
      const before = flow.delaysMs.splice(0)

      slow.pause()
      const pausedAt = performance.now()
      note('one reader stops reading')
      let mostBytes = 0
      let open = 3
      while (open === 3 && performance.now() - pausedAt < PATIENCE_MS) {
        const figures = await readFigures(ground.collabPort)
        mostBytes = Math.max(mostBytes, figures.backlogBytes)
        open = figures.sockets
        await pause(20)
      }
      note(`let go after ${Math.round(performance.now() - pausedAt)} ms, ${mostBytes} bytes were waiting`)
      const during = flow.delaysMs.splice(0)
      flow.stop()
      await until(() => isSaved(writer), PATIENTLY)

      // Back again, with everything.
      slow.terminate()
      const again = await openedTab(ground, cleo, doc)
      tabs.push(again)
      await until(() => tabs.every(tab => textOf(tab.doc) === textOf(writer.doc)), PATIENTLY)
      server.kill('SIGTERM')
      await server.exited
      const [calm, slowed] = [summarize(before).p95, summarize(during).p95]
      return {
        ran: true,
        count: `${perSecond} updates of ${updateBytes} bytes a second, ${during.length} while nobody read`,
        figure: `closed with ${(mostBytes / 1024 / 1024).toFixed(1)} MB waiting; others p95 ${calm.toFixed(1)} → ${slowed.toFixed(1)} ms`,
        faults: [
          ...(open === 3 ? ['the one who did not read was never let go'] : []),
          ...(mostBytes > MOST_BYTES ? [`${mostBytes} bytes waited for one reader`] : []),
        ],
        late: slowed > calm * SLOWER_BY ? [`others p95 ${calm.toFixed(1)} → ${slowed.toFixed(1)} ms`] : [],
      }
    } finally {
      for (const tab of tabs) tab.leave()
      await ground.close()
    }
  },
}

/** The same paragraph written anew each time: much flows, and the document stays short. */
function startFlow(
  writer: Tab,
  reader: Tab,
  { perSecond, updateBytes }: { perSecond: number; updateBytes: number },
): { readonly delaysMs: number[]; readonly stop: () => void } {
  const delaysMs: number[] = []
  const typedAt = new Map<string, number>()
  let count = 0
  reader.doc.on('update', () => {
    const [word = ''] = textOf(reader.doc).split('|', 1)
    const at = typedAt.get(word)
    if (at === undefined) return
    delaysMs.push(performance.now() - at)
    typedAt.delete(word)
  })
  const text = new Y.XmlText()
  const block = writer.doc.getXmlFragment('body').get(1)
  if (!(block instanceof Y.XmlElement)) throw new Error('There is no paragraph')
  block.insert(0, [text])
  const timer = setInterval(() => {
    if (writer.provider.unsyncedChanges >= MOST_WAITING) return
    const word = `${count++}`
    typedAt.set(word, performance.now())
    writer.doc.transact(() => {
      text.delete(0, text.length)
      text.insert(0, `${word}|${'x'.repeat(updateBytes)}`)
    })
  }, 1000 / perSecond)
  return { delaysMs, stop: () => clearInterval(timer) }
}

async function openedTab({ collabPort }: Ground, person: Person, name: string): Promise<Tab> {
  const socket = new HocuspocusProviderWebsocket({
    url: `ws://127.0.0.1:${collabPort}/collab`,
    WebSocketPolyfill: HastySocket,
    delay: 100,
    minDelay: 50,
  })
  const doc = new Y.Doc()
  const provider = new HocuspocusProvider({ name, document: doc, websocketProvider: socket, token: person.ticket })
  provider.attach()
  await until(() => provider.isSynced, PATIENTLY)
  return {
    doc,
    provider,
    leave() {
      provider.destroy()
      socket.destroy()
    },
  }
}

/** A client without the habits of a tab: nothing of it notices that it hears nothing. */
async function openedByHand({ collabPort }: Ground, person: Person, name: string): Promise<WebSocket> {
  const ws = new WebSocket(`ws://127.0.0.1:${collabPort}/collab`)
  await once(ws, 'open')
  const ticket = await person.ticket()
  const auth = createEncoder()
  writeVarString(auth, name)
  writeVarUint(auth, KIND.auth)
  writeVarUint(auth, 0)
  writeVarString(auth, ticket)
  ws.send(toUint8Array(auth))
  await once(ws, 'message')
  return ws
}

function isSaved({ provider }: Tab): boolean {
  return provider.isSynced && provider.unsyncedChanges === 0
}

function textOf(doc: Y.Doc): string {
  const block = doc.getXmlFragment('body').get(1)
  const text = block instanceof Y.XmlElement ? block.get(0) : undefined
  return text instanceof Y.XmlText ? text.toString() : ''
}

type Figures = { readonly backlogBytes: number; readonly sockets: number }

async function readFigures(port: number): Promise<Figures> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const read = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0)
  return {
    backlogBytes: read(/^galley_socket_backlog_bytes (\S+)/m),
    sockets: read(/^galley_sockets (\S+)/m),
  }
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
