import { once } from 'node:events'
import { connect } from 'node:net'
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { pino } from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { LIMITS } from '#domain/contract/limits.ts'
import { textOf } from '#domain/log/update-log.suite.ts'
import { transact } from '#domain/services/transact.ts'
import { openHarbour } from '#tests/support/harbour.ts'
import {
  handshakeStatus,
  isSaved,
  liveServer,
  openedTab,
  openTab,
  type Person,
  PUBLIC_URL,
  signIn,
} from '#tests/support/live.ts'
import { openedPlainEditor, openPlainEditor, type PlainEditor } from '#tests/support/plain-editor.ts'
import { until } from '#tests/support/until.ts'

// No round in between: whatever ends here ends because the server was told.
const {
  database,
  server: { url, port, hocuspocus },
  db,
  log,
  anna,
  ben,
  vera,
  stranger,
  workspaceId,
  newPost,
} = await openHarbour({ roundMs: 60_000 })
const door = `${url}/y`
const lines: string[] = []
const talkative = await liveServer(database, {
  logger: pino({ level: 'trace' }, { write: line => void lines.push(line) }),
})
const rowsOf = (doc: string) => log.readAfter(doc, 0)

const plain = new Set<PlainEditor>()
afterEach(() => {
  for (const editor of plain) editor.leave()
  plain.clear()
})

async function join(person: Person, doc: string, at = door): Promise<PlainEditor> {
  const editor = await openedPlainEditor(at, doc, person.ticket)
  plain.add(editor)
  return editor
}

/** A socket at the door that says whatever it is told to. */
async function rawPlain(path: string) {
  const ws = new WebSocket(`${door}/${path}`)
  const frames: Uint8Array[] = []
  const closed = new Promise<{ code: number; reason: string }>(resolve =>
    ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  )
  ws.on('message', (data: Buffer) => frames.push(data))
  await new Promise<void>((resolve, reject) => {
    ws.on('open', resolve)
    ws.on('error', reject)
  })
  return { ws, frames, closed }
}

/** The first line that comes back for an upgrade of exactly this target. */
async function answerTo(target: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const lines = ['Host: 127.0.0.1', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13']
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
  socket.write(`GET ${target} HTTP/1.1\r\n${[...lines, key].join('\r\n')}\r\n\r\n`)
  const [data] = await once(socket, 'data')
  socket.destroy()
  return String(data).split('\r\n', 1)[0] ?? ''
}

function frame(kind: number, write: (encoder: ReturnType<typeof createEncoder>) => void = () => {}): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, kind)
  write(encoder)
  return toUint8Array(encoder)
}

const syncFrame = (step: number, payload: Uint8Array) =>
  frame(0, encoder => {
    writeVarUint(encoder, step)
    writeVarUint8Array(encoder, payload)
  })

const presenceFrame = (client: number, clock: number, state: unknown) =>
  frame(1, encoder =>
    writeVarUint8Array(
      encoder,
      frame(1, inner => {
        writeVarUint(inner, client)
        writeVarUint(inner, clock)
        writeVarString(inner, JSON.stringify(state))
      }),
    ),
  )

describe('writing together', () => {
  test('[CN100] a plain editor and a tab write one text, and every word is in the log under its author', async () => {
    const { doc } = await newPost()
    const tab = await openedTab(url, anna, doc)
    const editor = await join(ben, doc)
    tab.type('.')
    await until(() => editor.text().includes('.'))
    for (const word of ['we ', 'write ', 'together']) {
      tab.type(word)
      editor.type(word.toUpperCase())
    }
    await until(() => isSaved(tab) && tab.text().length === 35 && editor.text().includes(tab.text()))
    expect(textOf(await log.load(doc))).toBe(editor.text())
    const authors = new Set((await rowsOf(doc)).map(({ author }) => author))
    expect(authors).toEqual(new Set([anna.userId, ben.userId]))
  })

  test('[CN100] what was written away arrives with the next opening, and what others wrote meanwhile is there', async () => {
    const { doc } = await newPost()
    const tab = await openedTab(url, anna, doc)
    tab.type('.')
    const editor = await join(ben, doc)
    await until(() => isSaved(tab) && editor.text().includes('.'))
    editor.provider.disconnect()
    editor.type('written away ')
    tab.type('meanwhile ')
    await until(() => isSaved(tab))
    editor.provider.params = { ticket: await ben.ticket() }
    editor.provider.connect()
    await until(() => tab.text().includes('written away') && editor.text().includes('meanwhile'))
    await until(async () => textOf(await log.load(doc)).includes('written away'))
  })

  test('[CN100] the answer to a step 1 tells what is stored', async () => {
    const { doc } = await newPost()
    const editor = await join(ben, doc)
    editor.type('stored?')
    await until(async () => (await rowsOf(doc)).length === 2)
    // The commit comes first, the room a moment later.
    await until(() => hocuspocus.documents.get(doc)?.store.clients.has(editor.doc.clientID))
    const raw = await rawPlain(`${doc}?ticket=${await ben.ticket()}`)
    raw.ws.send(syncFrame(0, Y.encodeStateVector(new Y.Doc())))
    const vector = await until(() => raw.frames.find(([kind, step]) => kind === 0 && step === 0)?.subarray(3))
    expect(Y.decodeStateVector(vector).get(editor.doc.clientID)).toBe(Y.getState(editor.doc.store, editor.doc.clientID))
    raw.ws.terminate()
  })

  test('[CN100] other kinds of documents are read at the same door', async () => {
    const feed = await join(ben, `feed:${ben.userId}`)
    expect(feed.doc.getMap('meta').get('workspaceIds')).toEqual([workspaceId])
    // Some programs encode what they put into an address.
    const again = await join(ben, encodeURIComponent(`feed:${ben.userId}`))
    expect(again.doc.getMap('meta').size).toBeGreaterThan(0)
  })
})

describe('tickets', () => {
  test('[CN101] a ticket opens one socket, and is then good for nothing', async () => {
    const { doc } = await newPost()
    const ticket = await ben.ticket()
    const first = await openedPlainEditor(door, doc, async () => ticket)
    plain.add(first)
    const second = await rawPlain(`${doc}?ticket=${ticket}`)
    expect(await second.closed).toEqual({ code: 4401, reason: 'unauthenticated' })
    const tab = openTab(url, ben, doc, { token: ticket })
    await until(() => tab.reasons.includes('unauthenticated'))
    expect(first.provider.wsconnected).toBe(true)
  })

  test('[CN101] of many at once with one ticket, one comes in', async () => {
    const { doc } = await newPost()
    const ticket = await ben.ticket()
    const raws = await Promise.all(Array.from({ length: 8 }, () => rawPlain(`${doc}?ticket=${ticket}`)))
    let turnedDown = 0
    for (const { closed } of raws) void closed.then(() => (turnedDown += 1))
    await until(() => turnedDown === 7)
    await until(() => hocuspocus.documents.get(doc)?.getConnectionsCount() === 1)
    for (const { ws } of raws) ws.terminate()
  })

  test('[CN101] [CN102] the stock provider stops when its ticket is used up, and goes on with a new one', async () => {
    const { doc } = await newPost()
    const ticket = await ben.ticket()
    const editor = await openedPlainEditor(door, doc, async () => ticket, { stock: true })
    plain.add(editor)
    const stopped = new Promise<{ code: number; reason: string }>(resolve => editor.provider.once('closed', resolve))
    ;(editor.provider.ws as unknown as WebSocket).terminate()
    expect(await stopped).toEqual({ code: 4401, reason: 'unauthenticated' })
    expect(editor.opens()).toBe(2)
    editor.type('while away')
    editor.provider.params = { ticket: await ben.ticket() }
    editor.provider.connect()
    await until(async () => textOf(await log.load(doc)).includes('while away'))
  })

  test('[CN107] [CN102] no line of the log holds a ticket, whatever becomes of it', async () => {
    const at = `${talkative.url}/y`
    const { doc } = await newPost()
    const tickets = await Promise.all([ben.ticket(), ben.ticket(), stranger.ticket(), ben.ticket()])
    const [good, broken, foreign, hostile] = tickets
    const editor = await openedPlainEditor(at, doc, async () => good ?? '')
    const ends = [`${doc}?ticket=${broken}x`, `${doc}?ticket=${foreign}`, `..%2f${hostile}?ticket=${hostile}`]
    for (const path of ends) {
      const ws = new WebSocket(`${at}/${path}`)
      await new Promise(resolve => ws.on('close', resolve))
    }
    const refused = new WebSocket(`${at}/${doc}?ticket=${hostile}`, { headers: { origin: 'https://evil.example' } })
    await new Promise(resolve => refused.on('error', resolve))
    editor.leave()
    await talkative.stop()
    expect(lines.length).toBeGreaterThan(3)
    for (const ticket of tickets) {
      const [, body = '', signature = ''] = ticket.split('.')
      expect(lines.filter(line => line.includes(body) || line.includes(signature))).toEqual([])
    }
  })
})

describe('who may what', () => {
  test('[CN102] each refusal closes with its code and word', async () => {
    const { doc } = await newPost()
    const refusals: [string, number, string][] = [
      [doc, 4401, 'unauthenticated'],
      [`${doc}?ticket=`, 4401, 'unauthenticated'],
      [`${doc}?ticket=x.y.z`, 4401, 'unauthenticated'],
      [`${doc}?ticket=${await stranger.ticket()}`, 4404, 'not_found'],
      [`post:${crypto.randomUUID()}?ticket=${await ben.ticket()}`, 4404, 'not_found'],
      [`feed:${anna.userId}?ticket=${await ben.ticket()}`, 4404, 'not_found'],
      [`${doc}%00a?ticket=${await ben.ticket()}`, 4404, 'not_found'],
      [`${'x'.repeat(4_000)}?ticket=${await ben.ticket()}`, 4404, 'not_found'],
      [`%ff?ticket=${await ben.ticket()}`, 4404, 'not_found'],
      [`?ticket=${await ben.ticket()}`, 4404, 'not_found'],
      [`${doc}/more?ticket=${await ben.ticket()}`, 4404, 'not_found'],
    ]
    for (const [path, code, reason] of refusals) {
      const raw = await rawPlain(path)
      expect(await raw.closed, path).toEqual({ code, reason })
      // Not a word of the document.
      expect(raw.frames).toEqual([])
    }
  })

  test('[CN102] the stock provider gives up what it is not given', async () => {
    const { doc } = await newPost()
    const editor = await openPlainEditor(door, doc, stranger.ticket, { stock: true })
    plain.add(editor)
    const end = await new Promise(resolve => editor.provider.once('closed', resolve))
    expect(end).toEqual({ code: 4404, reason: 'not_found' })
    expect(editor.provider.shouldConnect).toBe(false)
    expect(editor.opens()).toBe(1)
  })

  test('[CN102] a lost role and a sign-out close within a second, and coming back is judged anew', async () => {
    const { doc } = await newPost()
    const guest = await signIn(database, 'Guest')
    const member = { workspaceId, userId: guest.userId }
    await db.member.create({ data: { ...member, role: 'editor' } })
    const editor = await join(guest, doc)
    await transact(db, async (tx, emit) => {
      await tx.member.update({ where: { workspaceId_userId: member }, data: { role: 'viewer' } })
      emit({ type: 'membership.changed', workspaceId, userId: guest.userId })
    })
    await until(() => editor.closes.some(({ code, reason }) => code === 4001 && reason === 'revoked'))
    await until(() => editor.provider.synced)
    editor.type('no longer')
    await until(() => editor.denials.includes('forbidden'))
    await transact(db, async (tx, emit) => {
      await tx.session.delete({ where: { id: guest.sessionId } })
      emit({ type: 'session.ended', userId: guest.userId, sessionId: guest.sessionId })
    })
    await until(() => editor.closes.at(-1)?.code === 4401)
    expect(await rowsOf(doc)).toHaveLength(1)
  })

  test('[CN103] a viewer reads and shows presence, writes nothing, and is told so', async () => {
    const { doc } = await newPost()
    const tab = await openedTab(url, anna, doc)
    const viewer = await join(vera, doc)
    viewer.type('vandalised')
    expect(await until(() => viewer.denials[0])).toBe('forbidden')
    tab.type('live')
    await until(() => viewer.text().includes('live'))
    expect(viewer.closes).toEqual([])
    // What it wrote comes again with its next handshake, and is not taken then either.
    viewer.provider.disconnect()
    viewer.provider.params = { ticket: await vera.ticket() }
    viewer.provider.connect()
    await until(() => viewer.denials.length === 2)
    expect(tab.text()).toBe('live')
    expect((await rowsOf(doc)).map(({ author }) => author)).toEqual([anna.userId, anna.userId])
  })

  test('[CN103] a post that is full says so, and takes what makes it shorter', async () => {
    const small = await liveServer(database, { limits: { documentBytes: 4000 } })
    const { doc } = await newPost()
    const editor = await join(ben, doc, `${small.url}/y`)
    editor.type('short')
    await until(async () => (await rowsOf(doc)).length === 2)
    editor.type('long'.repeat(2000))
    expect(await until(() => editor.denials[0])).toBe('too_large')
    const block = editor.doc.getXmlFragment('body').get(1) as Y.XmlElement
    ;(block.get(0) as Y.XmlText).delete(5, 8000)
    await until(async () => (await rowsOf(doc)).length === 3)
    expect(textOf(await log.load(doc))).toContain('>short<')
  })
})

describe('what is broken', () => {
  const good = new Uint8Array([0, 0])
  const cases: Record<string, Uint8Array> = {
    nothing: new Uint8Array(),
    'a cut frame': syncFrame(2, good).slice(0, -1),
    'an auth frame of ours': frame(2, encoder => {
      writeVarUint(encoder, 0)
      writeVarString(encoder, 'ticket')
    }),
    'a step of none': syncFrame(9, good),
    'sync of Hocuspocus': frame(4, encoder => writeVarUint8Array(encoder, good)),
    'a note': frame(5, encoder => writeVarString(encoder, '{}')),
    'a note to everybody': frame(6, encoder => writeVarString(encoder, '{}')),
    'a close': frame(7),
    'a heartbeat of Hocuspocus': new Uint8Array([9]),
    'a question with more in it': new Uint8Array([3, 3]),
    'an unknown kind': frame(200),
    'an update that is garbage': syncFrame(2, new Uint8Array([200, 1, 4, 9, 9, 9, 9])),
  }
  for (const [what, bytes] of Object.entries(cases)) {
    test(`[CN104] ${what} closes with bad_message, and nobody else notices`, async () => {
      const { doc } = await newPost()
      const witness = await openedTab(url, anna, doc)
      const raw = await rawPlain(`${doc}?ticket=${await ben.ticket()}`)
      await until(() => raw.frames.length > 0 || hocuspocus.documents.get(doc)?.getConnectionsCount() === 2)
      raw.ws.send(bytes)
      expect(await raw.closed).toEqual({ code: 4422, reason: 'bad_message' })
      witness.type('goes on')
      await until(() => isSaved(witness))
      expect(await rowsOf(doc)).toHaveLength(2)
    })
  }

  test('[CN104] nodes that the schema does not know are not stored', async () => {
    const { doc } = await newPost()
    const editor = await join(ben, doc)
    editor.doc.getXmlFragment('body').push([new Y.XmlElement('script')])
    await until(() => editor.closes.some(({ code }) => code === 4422))
    expect(await rowsOf(doc)).toHaveLength(1)
    // Not a hot loop: the program of the README takes that for the end.
    expect(editor.opens()).toBe(1)
  })

  test('[CN104] long frames, floods and too many sockets of one person', async () => {
    const { doc } = await newPost()
    const early = await rawPlain(doc)
    early.ws.send(syncFrame(2, new Uint8Array(LIMITS.frameBytesUnauthenticated)))
    expect((await early.closed).code).toBeGreaterThan(4400)
    const huge = await rawPlain(`${doc}?ticket=${await ben.ticket()}`)
    huge.ws.send(new Uint8Array(LIMITS.frameBytes + 1))
    expect((await huge.closed).code).toBe(1009)
    const loud = await rawPlain(`${doc}?ticket=${await ben.ticket()}`)
    await until(() => hocuspocus.documents.get(doc)?.getConnectionsCount() === 1)
    for (let clock = 1; clock < 400; clock++) loud.ws.send(presenceFrame(7, clock, { mode: 'idle' }))
    expect(await loud.closed).toEqual({ code: 4429, reason: 'rate_limited' })
    const few = await liveServer(database, { limits: { socketsPerUser: 1 } })
    await join(ben, doc, `${few.url}/y`)
    const second = await openPlainEditor(`${few.url}/y`, doc, ben.ticket, { stock: true })
    plain.add(second)
    await until(() => second.closes[0]?.code === 4429)
  })

  test('[CN104] another site, and any other path, are refused before there is a socket', async () => {
    const { doc } = await newPost()
    expect(await handshakeStatus(`${door}/${doc}`, { origin: 'https://evil.example' })).toBe(403)
    expect(await handshakeStatus(`${door}/${doc}`, { host: 'rebound.example' })).toBe(403)
    expect(await handshakeStatus(`${door}/${doc}`, { origin: PUBLIC_URL })).toBe(101)
    expect(await handshakeStatus(`ws://127.0.0.1:${port}/collab/z/${doc}`)).toBe(404)
    expect(await handshakeStatus(`ws://127.0.0.1:${port}/collaby/${doc}`)).toBe(404)
    // As they are written, which no client library does.
    for (const path of [`/collab/y/../z/${doc}`, `/collab/y/%2e%2e/%2e%2e/metrics`, `//collab/y/${doc}`, '//', '*']) {
      expect(await answerTo(path), path).toBe('HTTP/1.1 404 Not Found')
    }
  })
})

describe('presence', () => {
  test('[CN105] name and colour are the server’s, carets pass both ways', async () => {
    const { doc } = await newPost()
    const tab = await openedTab(url, anna, doc)
    const editor = await join(ben, doc)
    editor.provider.awareness.setLocalState({
      user: { id: anna.userId, name: 'Anna', color: '#ff0000' },
      cursor: { anchor: { type: null }, head: { type: null } },
    })
    tab.provider.setAwarenessField('mode', 'editing')
    const seen = await until(() => tab.provider.awareness?.getStates().get(editor.doc.clientID))
    expect(seen).toEqual({
      user: { id: ben.userId, name: 'Ben', color: 'var(--p3)' },
      cursor: { anchor: { type: null }, head: { type: null } },
    })
    await until(() => editor.provider.awareness.getStates().get(tab.doc.clientID)?.user?.id === anna.userId)
    editor.leave()
    await until(() => !tab.provider.awareness?.getStates().has(editor.doc.clientID))
  })

  test('[CN105] repeating others uses nothing up and speaks for nobody', async () => {
    const { doc } = await newPost()
    const editor = await join(ben, doc)
    // Says nothing of itself, and hears a lot from another tab of its own person and from somebody else.
    editor.provider.awareness.setLocalState(null)
    const tabs = [await openedTab(url, ben, doc), await openedTab(url, anna, doc)]
    for (let round = 0; round < 40; round++) {
      for (const tab of tabs) tab.provider.setAwarenessField('page', `/posts/${round}`)
      await until(() =>
        tabs.every(({ doc: { clientID } }) => {
          return editor.provider.awareness.getStates().get(clientID)?.page === `/posts/${round}`
        }),
      )
    }
    expect(editor.closes).toEqual([])
    editor.leave()
    await until(() => hocuspocus.documents.get(doc)?.getConnectionsCount() === 2)
    for (const { doc: mine } of tabs) {
      expect(hocuspocus.documents.get(doc)?.awareness.getStates().has(mine.clientID)).toBe(true)
    }
  })

  test('[CN105] who asks for presence gets it', async () => {
    const { doc } = await newPost()
    const tab = await openedTab(url, anna, doc)
    tab.provider.setAwarenessField('mode', 'editing')
    await until(() => hocuspocus.documents.get(doc)?.awareness.getStates().get(tab.doc.clientID)?.mode)
    const raw = await rawPlain(`${doc}?ticket=${await ben.ticket()}`)
    await until(() => raw.frames.some(([kind]) => kind === 1))
    const before = raw.frames.length
    raw.ws.send(new Uint8Array([3]))
    const answer = await until(() => raw.frames.slice(before).find(([kind]) => kind === 1))
    expect(new TextDecoder().decode(answer)).toContain(anna.userId)
    raw.ws.terminate()
  })

  test('[CN106] a provider that says and hears nothing else hears the server', async () => {
    const { doc } = await newPost()
    const quick = await liveServer(database, { quietMs: 20 })
    const editor = await join(ben, doc, `${quick.url}/y`)
    editor.provider.awareness.setLocalState(null)
    const updates: unknown[] = []
    editor.provider.awareness.on('update', (change: unknown) => updates.push(change))
    let heard = 0
    editor.provider.ws?.addEventListener('message', () => (heard += 1))
    await until(() => heard >= 5)
    expect(updates).toEqual([])
    expect(editor.provider.wsconnected).toBe(true)
  })
})

test('[CN104] no frame of any shape gets past the door as another', async () => {
  const { doc } = await newPost()
  const witness = await openedTab(url, anna, doc)
  let state = 4242
  const random = (below: number) => {
    state = (state * 1103515245 + 12345) & 0x7fffffff
    return state % below
  }
  for (let round = 0; round < 40; round++) {
    const raw = await rawPlain(`${doc}?ticket=${await ben.ticket()}`)
    for (let index = 0; index < 20; index++) {
      raw.ws.send(Uint8Array.from({ length: random(40) }, (_, at) => (at === 0 ? random(12) : random(256))))
    }
    await raw.closed
  }
  witness.type('still here')
  await until(() => isSaved(witness))
  expect(await rowsOf(doc)).toHaveLength(2)
  expect((await openedTab(url, anna, doc)).text()).toBe('still here')
})
