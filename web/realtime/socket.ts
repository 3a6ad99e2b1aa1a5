/**
 * Drives the one websocket of a tab: turns what happens into events of the connection machine and its effects into
 * deeds. Documents attach to `transport`; retries, tickets and heartbeats are here and nowhere else.
 */
import { HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { CLOSE_CODES, type CloseReason, isCloseReason } from '#domain/contract/close-codes.ts'
import { EDITOR_SCHEMA_VERSION } from '#domain/contract/protocol.ts'
import { type ConnectionEvent, type ConnectionState, type Effect, INITIAL, step } from './connection.ts'
import { createHeartbeat } from './heartbeat.ts'
import { createStore, type Store } from './store.ts'
import { createTickets, type Ticket, TicketRefused } from './tickets.ts'

export type Socket = {
  readonly transport: Transport
  readonly state: Store<ConnectionState>
  readonly roundTripMs: Store<number | undefined>
  readonly token: () => Promise<string>
  /** The next `token()` asks the server for a new ticket. */
  readonly forgetTicket: () => void
  /** A document was let in: the server is there and answers. */
  readonly proven: () => void
  readonly retry: () => void
  /** Closes the socket for good. */
  readonly stop: () => void
}

type Closed = { readonly code: number; readonly reason: string }
type Text = { readonly onText: (text: string) => void; readonly onBytes: () => void }

/**
 * Hocuspocus's socket without its own retries and without its queue: what was not sent on an open socket is carried by
 * the handshake of the next one, so a queued frame could only arrive in front of what it builds on.
 */
export class Transport extends HocuspocusProviderWebsocket {
  constructor(text: Text, on: { readonly open: () => void; readonly closed: (event: Closed) => void }) {
    super({
      url: 'ws://ticket.invalid',
      autoConnect: false,
      maxAttempts: 1,
      messageReconnectTimeout: 0x7fffffff,
      WebSocketPolyfill: withTextFrames(text),
      onOpen: on.open,
      onClose: ({ event }) => {
        // Before the library's own handler looks at it: no retry but ours.
        this.shouldConnect = false
        on.closed(event)
      },
    })
  }

  override send(message: unknown): void {
    if (this.webSocket?.readyState === WebSocket.OPEN) this.webSocket.send(message as Uint8Array<ArrayBuffer>)
  }

  open(url: string): void {
    this.setConfiguration({ url })
    void this.connect()
  }

  sendText(text: string): void {
    if (this.webSocket?.readyState === WebSocket.OPEN) this.webSocket.send(text)
  }

  /** Ends the socket now: a dead one would take its time to say that it closed. */
  drop(): void {
    if (this.webSocket) this.emit('close', { event: { code: 4408, reason: 'dropped' } })
  }
}

/** A WebSocket whose text frames go to us: the library reads every frame as a document's. */
function withTextFrames({ onText, onBytes }: Text): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL) {
      super(url)
      this.addEventListener('message', event => {
        if (typeof event.data !== 'string') return onBytes()
        event.stopImmediatePropagation()
        onText(event.data)
      })
    }
  }
}

/** @param askForTicket whose word opens it */
export function openSocket(askForTicket: () => Promise<Ticket>): Socket {
  const state = createStore<ConnectionState>(INITIAL)
  const roundTripMs = createStore<number | undefined>(undefined)
  const tickets = createTickets(askForTicket)
  let timer: ReturnType<typeof setTimeout> | undefined
  let forget = false
  /** Answers of an earlier try are no answers. */
  let tryNumber = 0
  let address = ''

  const heartbeat = createHeartbeat({
    send: text => transport.sendText(text),
    onSilent: () => happen({ type: 'silent' }),
    onRoundTrip: ms => roundTripMs.set(ms),
    isVisible: () => document.visibilityState === 'visible',
  })
  const transport = new Transport(
    {
      onText: text => {
        if (heartbeat.receive(text)) happen({ type: 'proven' })
      },
      onBytes: heartbeat.heard,
    },
    {
      open: heartbeat.start,
      closed: event => {
        heartbeat.stop()
        roundTripMs.set(undefined)
        happen({ type: 'closed', reason: reasonOf(event) })
      },
    },
  )

  const happen = (event: ConnectionEvent) => {
    const { state: next, effects } = step(state.get(), event, Math.random())
    state.set(next)
    for (const effect of effects) carryOut(effect)
  }

  const carryOut = (effect: Effect) => {
    switch (effect.do) {
      case 'ask_ticket':
        tryNumber += 1
        void askTicket(effect.fresh, tryNumber)
        return
      case 'open_socket':
        transport.open(address)
        return
      case 'drop_socket':
        transport.drop()
        return
      case 'set_timer':
        clearTimeout(timer)
        timer = setTimeout(() => happen({ type: 'timer' }), effect.ms)
        return
      case 'clear_timer':
        clearTimeout(timer)
        return
      case 'probe':
        heartbeat.probe()
        return
    }
  }

  const askTicket = async (fresh: boolean, mine: number) => {
    let event: ConnectionEvent
    try {
      const { url } = await tickets.forConnect(fresh || forget)
      forget = false
      address = withEditorVersion(url)
      event = { type: 'ticket' }
    } catch (error) {
      event = { type: 'no_ticket', why: error instanceof TicketRefused ? error.why : 'no_answer' }
    }
    if (mine === tryNumber) happen(event)
  }

  const online = () => happen({ type: 'online' })
  const offline = () => happen({ type: 'offline' })
  const visible = () => {
    if (document.visibilityState === 'visible') happen({ type: 'visible' })
    else heartbeat.rest()
  }
  window.addEventListener('online', online)
  window.addEventListener('offline', offline)
  document.addEventListener('visibilitychange', visible)
  if (!navigator.onLine) happen({ type: 'offline' })
  happen({ type: 'held' })

  return {
    transport,
    state,
    roundTripMs,
    token: async () => {
      try {
        if (forget) {
          forget = false
          await tickets.forConnect(true)
        }
        return await tickets.forDocument()
      } catch (error) {
        if (error instanceof TicketRefused) happen({ type: 'no_ticket', why: error.why })
        throw error
      }
    },
    forgetTicket: () => {
      forget = true
    },
    proven: () => happen({ type: 'proven' }),
    retry: () => happen({ type: 'retry' }),
    stop: () => {
      window.removeEventListener('online', online)
      window.removeEventListener('offline', offline)
      document.removeEventListener('visibilitychange', visible)
      tryNumber += 1
      happen({ type: 'released' })
      heartbeat.stop()
      transport.destroy()
    },
  }
}

const REASON_BY_CODE = new Map<number, CloseReason>(
  (Object.keys(CLOSE_CODES) as CloseReason[]).map(reason => [CLOSE_CODES[reason].code, reason]),
)

function reasonOf({ code, reason }: Closed): CloseReason | null {
  return isCloseReason(reason) ? reason : (REASON_BY_CODE.get(code) ?? null)
}

function withEditorVersion(url: string): string {
  const address = new URL(url, location.href.replace(/^http/, 'ws'))
  address.searchParams.set('editor', String(EDITOR_SCHEMA_VERSION))
  return address.href
}
