/** A Yjs program that knows nothing of Galley but the address, as the README describes one: stock y-websocket provider. */
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { CLOSE_CODES } from '#domain/contract/close-codes.ts'
import { until } from './until.ts'

const NEVER = new Set<number>(
  Object.values(CLOSE_CODES)
    .filter(({ comeBack }) => comeBack === 'never' || comeBack === 'reload')
    .map(({ code }) => code),
)

export type PlainEditor = {
  readonly provider: WebsocketProvider
  readonly doc: Y.Doc
  readonly closes: { readonly code: number; readonly reason: string }[]
  readonly denials: string[]
  readonly opens: () => number
  readonly type: (words: string) => void
  readonly text: () => string
  readonly leave: () => void
}

/**
 * @param url of the door, without the document's name
 * @param ticket asked before each opening; a program that does not (`stock`) leaves that out
 */
export async function openPlainEditor(
  url: string,
  name: string,
  ticket: () => Promise<string>,
  { stock = false, doc = new Y.Doc() }: { stock?: boolean; doc?: Y.Doc } = {},
): Promise<PlainEditor> {
  const closes: { code: number; reason: string }[] = []
  const denials: string[] = []
  let opens = 0
  let left = false
  const provider = new WebsocketProvider(url, name, doc, {
    connect: false,
    params: { ticket: await ticket() },
    // Two providers in one process would else meet without any server.
    disableBc: true,
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    ...(!stock && { shouldReconnect: () => false }),
  })
  provider.on('connection-close', event => event && closes.push({ code: event.code, reason: String(event.reason) }))
  provider.on('status', ({ status }) => {
    if (status === 'connecting') opens += 1
  })
  provider.messageHandlers[2] = (_encoder, decoder) => {
    decoder.pos += 1
    denials.push(new TextDecoder().decode(decoder.arr.subarray(decoder.pos + 1)))
  }
  if (!stock) provider.on('closed', ({ code }) => void comeBack(code))
  provider.connect()

  async function comeBack(code: number): Promise<void> {
    if (left || NEVER.has(code)) return
    await new Promise(resolve => setTimeout(resolve, 50))
    provider.params = { ticket: await ticket() }
    if (!left) provider.connect()
  }

  const paragraph = () => doc.getXmlFragment('body').get(1) as Y.XmlElement | undefined
  return {
    provider,
    doc,
    closes,
    denials,
    opens: () => opens,
    type(words) {
      doc.transact(() => {
        const block = paragraph()
        if (!block) throw new Error('There is no paragraph yet')
        if (block.length === 0) block.insert(0, [new Y.XmlText()])
        const text = block.get(0) as Y.XmlText
        text.insert(text.length, words)
      })
    },
    text: () => doc.getXmlFragment('body').toString(),
    leave() {
      left = true
      provider.destroy()
    },
  }
}

/** Opens it and waits until the server's state is there. */
export async function openedPlainEditor(...args: Parameters<typeof openPlainEditor>): Promise<PlainEditor> {
  const editor = await openPlainEditor(...args)
  await until(() => editor.provider.synced)
  return editor
}
