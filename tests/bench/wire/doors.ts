/** How each kind of server is spoken to: a door is one socket, or for servers with a socket a room, as many as needed. */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { createSettled, type Session, type SessionOptions, take } from './session.ts'
import { openWire } from './wire.ts'
import { createYjsSession, type YjsSession } from './yjs-sync.ts'

export type Protocol = 'hocuspocus' | 'y-websocket' | 'socket.io'
export type Door = {
  readonly open: (name: string, options?: SessionOptions) => Session
  readonly close: () => void
}

/** @param url of the server; y-websocket has the room's name as its path */
export function openDoor(protocol: Protocol, url: string): Door {
  switch (protocol) {
    case 'hocuspocus':
      return openHocuspocus(url)
    case 'y-websocket':
      return oneSocketEach((name, options) => openYWebsocket(`${url}/${name}`, name, options))
    case 'socket.io':
      return oneSocketEach((name, options) => openSocketIo(url, name, options))
  }
}

function oneSocketEach(open: (name: string, options: SessionOptions) => Session): Door {
  const sessions: Session[] = []
  return {
    open(name, options = {}) {
      const session = open(name, options)
      sessions.push(session)
      return session
    },
    close: () => {
      for (const session of sessions) session.close()
    },
  }
}

/** Many documents over one socket, each message with the document's name before it. */
function openHocuspocus(url: string): Door {
  const sessions = new Map<string, { yjs: YjsSession; options: SessionOptions; end: (why: string) => void }>()
  let isOpen = false
  const begin = ({ yjs, options }: { yjs: YjsSession; options: SessionOptions }) => {
    yjs.authenticate(options.token ?? 'anybody')
    yjs.startSync()
  }
  const wire = openWire(url, {
    open() {
      isOpen = true
      for (const entry of sessions.values()) begin(entry)
    },
    message(data, isText) {
      if (isText) return
      const decoder = decoding.createDecoder(data)
      const name = decoding.readVarString(decoder)
      sessions.get(name)?.yjs.receive(decoder)
    },
    close(reason) {
      for (const { end } of sessions.values()) end(reason?.message ?? 'the socket closed')
    },
  })
  return {
    open(name, options = {}) {
      const settled = createSettled()
      const yjs = createYjsSession({
        name,
        prefix: encoder => encoding.writeVarString(encoder, name),
        send: wire.send,
        close: wire.destroy,
        options,
        settled,
        hasAnswers: true,
      })
      const entry = { yjs, options, end: settled.end }
      sessions.set(name, entry)
      if (isOpen) begin(entry)
      return yjs.session
    },
    close: wire.destroy,
  }
}

function openYWebsocket(url: string, name: string, options: SessionOptions): Session {
  const settled = createSettled()
  const wire = openWire(url, {
    open: () => yjs.startSync(),
    message: data => yjs.receive(decoding.createDecoder(data)),
    close: reason => settled.end(reason?.message ?? 'the socket closed'),
  })
  const yjs = createYjsSession({
    name,
    prefix: () => {},
    send: wire.send,
    close: wire.destroy,
    options,
    settled,
    hasAnswers: false,
  })
  return yjs.session
}

/** Socket.IO 4 over its websocket: rooms without a document; `update` and `awareness` carry one Buffer each. */
function openSocketIo(url: string, name: string, options: SessionOptions): Session {
  const settled = createSettled()
  let binaryEvent = ''
  const wire = openWire(url, {
    open: () => {},
    message(data, isText) {
      settled.facts.frames += 1
      if (isText) readText(data.toString('utf8'))
      else if (binaryEvent === 'update') take(options, data)
      else options.onAwareness?.(data)
    },
    close: reason => settled.end(reason?.message ?? 'the socket closed'),
  })
  const sendEvent = (event: string, bytes: Uint8Array) => {
    wire.send(`451-["${event}",{"_placeholder":true,"num":0}]`)
    wire.send(bytes)
  }
  const session: Session = {
    name,
    ready: settled.ready,
    facts: settled.facts,
    sendUpdate: update => sendEvent('update', update),
    sendAwareness: update => sendEvent('awareness', update),
    ping: () => {},
    close: wire.destroy,
  }

  function readText(text: string): void {
    if (text.startsWith('451-')) binaryEvent = text.startsWith('["update"', 4) ? 'update' : 'awareness'
    else if (text.startsWith('430')) settled.becomeReady(session)
    else if (text.startsWith('42')) options.onEvent?.(text.slice(2))
    else if (text.startsWith('44')) settled.end(text)
    else if (text.startsWith('40')) wire.send(`420${JSON.stringify(['join', name])}`)
    else if (text.startsWith('0')) wire.send('40')
    else if (text === '2') wire.send('3')
  }

  return session
}
