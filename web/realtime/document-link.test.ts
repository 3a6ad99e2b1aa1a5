import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { afterEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { LIMITS } from '#domain/contract/limits.ts'
import { linkDocument } from './document-link.ts'
import { type Socket, Transport } from './socket.ts'
import { createStore } from './store.ts'

const NAME = 'post:1'
const SYNC = 0
const STEP_1 = 0
const UPDATE = 2

afterEach(() => vi.useRealTimers())

/** A link whose frames go nowhere; what would be sent is kept. */
function linkOf(document: Y.Doc) {
  const sent: Uint8Array[] = []
  const told: string[] = []
  const transport = new Transport(
    { onText: () => undefined, onBytes: () => undefined },
    { open: () => undefined, closed: () => undefined },
  )
  transport.send = message => void sent.push(message as Uint8Array)
  const socket = {
    transport,
    state: createStore({ phase: 'live', attempt: 0, troubles: new Set(), refusal: null } as const),
    token: async () => '',
    proven: () => undefined,
    forgetTicket: () => undefined,
  } as unknown as Socket
  const link = linkDocument({
    socket,
    name: NAME,
    document,
    awareness: null,
    events: {
      onHandshake: () => told.push('handshake'),
      onUpdateSent: () => told.push('update'),
      onTooLarge: () => told.push('too large'),
    },
  })
  return { link, sent, told, longest: () => Math.max(0, ...sent.map(frame => frame.byteLength)) }
}

/** The server asks for everything it does not have. */
function askForAll(link: ReturnType<typeof linkOf>['link']): void {
  say(link, STEP_1, Y.encodeStateVector(new Y.Doc()))
}

function say(link: ReturnType<typeof linkOf>['link'], step: number, payload: Uint8Array): void {
  const frame = createEncoder()
  writeVarString(frame, NAME)
  writeVarUint(frame, SYNC)
  writeVarUint(frame, step)
  writeVarUint8Array(frame, payload)
  link.provider.onMessage({ data: toUint8Array(frame) } as unknown as MessageEvent)
}

test('[CN10] a handshake that no frame can hold is told instead of sent, and goes out once it is short enough', () => {
  vi.useFakeTimers()
  const document = new Y.Doc()
  const text = document.getText('body')
  text.insert(0, 'x'.repeat(LIMITS.frameBytes))
  const { link, sent, told, longest } = linkOf(document)
  askForAll(link)
  expect(told).toEqual(['too large'])
  expect(longest()).toBeLessThan(LIMITS.frameBytes)

  // Nothing may go ahead of the handshake; it is asked for again.
  text.insert(0, 'more')
  expect(told).toEqual(['too large'])
  const before = sent.length
  vi.advanceTimersByTime(3_000)
  expect(sent.length).toBe(before + 1)

  text.delete(0, text.length)
  askForAll(link)
  expect(told).toEqual(['too large', 'handshake'])
  text.insert(0, 'short')
  expect(told).toEqual(['too large', 'handshake', 'update'])
  link.close()
})

test('[CN10] an update that no frame can hold is told as well, and the next handshake carries it', () => {
  vi.useFakeTimers()
  const document = new Y.Doc()
  const { link, told, longest } = linkOf(document)
  askForAll(link)
  const text = document.getText('body')
  text.insert(0, 'x'.repeat(LIMITS.frameBytes))
  text.insert(0, 'builds on it')
  expect(told).toEqual(['handshake', 'too large'])
  expect(longest()).toBeLessThan(LIMITS.frameBytes)
  text.delete(10, text.length - 10)
  askForAll(link)
  expect(told).toEqual(['handshake', 'too large', 'handshake'])
  link.close()
})

test('[CN260] what others write waits until the server has asked: words typed before go out although their block is replaced', () => {
  const document = new Y.Doc()
  const paragraph = new Y.XmlElement('paragraph')
  document.getXmlFragment('body').insert(0, [paragraph])
  const server = new Y.Doc()
  Y.applyUpdate(server, Y.encodeStateAsUpdate(document))
  paragraph.insert(0, [new Y.XmlText('typed while away')])
  const { link, sent } = linkOf(document)

  server.getXmlFragment('body').delete(0, 1)
  say(link, UPDATE, Y.encodeStateAsUpdate(server))
  expect(document.getXmlFragment('body').length).toBe(1)
  askForAll(link)
  expect(Buffer.from(sent.at(-1) ?? []).includes('typed while away')).toBe(true)
  expect(document.getXmlFragment('body').length).toBe(0)
  link.close()
})
