/**
 * A tab in Node that runs the page's own code: its connection machine, its document link, its truth about *Saved*. It
 * types tokens `[name.n]` and writes each down when its tab no longer counts it among what waits.
 */
import * as Y from 'yjs'
import { openPostSession, type PostSession } from '#web/realtime/post-session.ts'
import type { Me } from '#web/realtime/realtime-types.ts'
import { openSocket, type Socket } from '#web/realtime/socket.ts'
import type { Ticket } from '#web/realtime/tickets.ts'
import type { Dice } from './dice.ts'

export type Token = {
  readonly text: string
  readonly typedAt: number
  /** When the tab had it stored, performance.now(); null while it waits. */
  storedAt: number | null
}

export type Robot = {
  readonly name: string
  readonly doc: Y.Doc
  readonly session: PostSession
  readonly socket: Socket
  readonly tokens: readonly Token[]
  /** Types one token; now and then a new paragraph, or something that is deleted at once. */
  readonly type: () => Token
  /** Types until `stop`, at random moments, `perSecond` on average. */
  readonly keepTyping: (perSecond: number) => void
  readonly stopTyping: () => void
  /** The sign of the tab is Saved. */
  readonly isSaved: () => boolean
  readonly isLive: () => boolean
  /** performance.now() when its connection last became live. */
  readonly liveAt: () => number
  /** Called when a token is written down. */
  onStored: (token: Token) => void
  readonly close: () => void
}

type RobotOptions = {
  readonly name: string
  readonly me: Me
  readonly postId: string
  readonly dice: Dice
  readonly ticket: () => Promise<Ticket>
}

export function openRobot({ name, me, postId, dice, ticket }: RobotOptions): Robot {
  const socket = openSocket(ticket)
  const session = openPostSession({ socket, me, postId, afterDrift: false, onDrift: () => undefined })
  const { doc, status } = session
  const tokens: Token[] = []
  /** Tokens without an acknowledgement, with the number of the edit that typed them. */
  let waiting: { readonly token: Token; readonly edit: number }[] = []
  let edits = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  doc.on('update', (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
    if (local) edits += 1
  })
  const unwatch = status.subscribe(() => {
    const storedThrough = edits - status.get().waiting
    const stored = waiting.filter(({ edit }) => edit <= storedThrough)
    waiting = waiting.filter(({ edit }) => edit > storedThrough)
    for (const { token } of stored) {
      token.storedAt = performance.now()
      robot.onStored(token)
    }
  })

  let liveAt = 0
  let live = false
  const unwatchSocket = socket.state.subscribe(() => {
    const now = socket.state.get().phase === 'live'
    if (now && !live) liveAt = performance.now()
    live = now
  })

  const type = () => {
    const token: Token = { text: `[${name}.${tokens.length}]`, typedAt: performance.now(), storedAt: null }
    tokens.push(token)
    waiting.push({ token, edit: edits + 1 })
    typeText(doc, token.text, dice)
    if (dice.roll() < 0.1) scribble(doc)
    return token
  }

  const keepTyping = (perSecond: number) => {
    timer = setTimeout(
      () => {
        type()
        keepTyping(perSecond)
      },
      (2_000 / perSecond) * dice.roll(),
    )
  }

  const robot: Robot = {
    name,
    doc,
    session,
    socket,
    tokens,
    type,
    keepTyping,
    stopTyping: () => clearTimeout(timer),
    isSaved: () => status.get().save.state === 'saved',
    isLive: () => socket.state.get().phase === 'live',
    liveAt: () => liveAt,
    onStored: () => undefined,
    close: () => {
      clearTimeout(timer)
      unwatch()
      unwatchSocket()
      session.close()
      socket.stop()
    },
  }
  return robot
}

/** One transaction, so one edit and one update: at the end of the first paragraph, or a paragraph of its own. */
function typeText(doc: Y.Doc, words: string, dice: Dice): void {
  const body = doc.getXmlFragment('body')
  doc.transact(() => {
    const first = body.get(1)
    if (first instanceof Y.XmlElement && first.nodeName === 'paragraph' && dice.roll() < 0.8) {
      const text = first.get(first.length - 1)
      if (text instanceof Y.XmlText) text.insert(text.length, words)
      else first.insert(first.length, [new Y.XmlText(words)])
    } else {
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.insert(0, [new Y.XmlText(words)])
      body.insert(body.length, [paragraph])
    }
  })
}

/** Something typed and taken back, so that documents differ in what is deleted as well. */
function scribble(doc: Y.Doc): void {
  const last = doc.getXmlFragment('body').get(doc.getXmlFragment('body').length - 1)
  const text = last instanceof Y.XmlElement ? last.get(last.length - 1) : undefined
  if (!(text instanceof Y.XmlText)) return
  doc.transact(() => text.insert(text.length, '~'))
  doc.transact(() => text.delete(text.length - 1, 1))
}
