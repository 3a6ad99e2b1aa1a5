/**
 * The way between one tab and the server: lets bytes pass, holds them back, or breaks in the middle of whatever is under way.
 *
 *   tab ─▶ gate ─▶ server      open: both ways · held: bytes wait on both sides · shut: broken, and nobody gets in
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type Gate = {
  readonly port: number
  readonly hold: () => void
  /** Lets pass what was held back, and whoever comes. */
  readonly open: () => void
  /** Breaks what is open; who comes again gets in. */
  readonly cut: () => void
  /** Breaks what is open and lets nobody in. */
  readonly shut: () => void
  readonly close: () => void
}

/** @param target port of the server as it is now */
export async function openGate(target: () => number): Promise<Gate> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let held = false
  let isShut = false

  const server = createServer(tab => {
    if (isShut) {
      tab.on('error', () => undefined)
      tab.destroy()
      return
    }
    const upstream = connect(target(), '127.0.0.1')
    const pair = [tab, upstream] as const
    const end = () => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    pairs.add(pair)
    pass(tab, upstream, end)
    pass(upstream, tab, end)
    if (held) for (const socket of pair) socket.pause()
  })

  const pass = (from: Socket, to: Socket, end: () => void) => {
    from.setNoDelay(true)
    // Written by hand: a pipe would go on by itself when the other side drains.
    from.on('data', bytes => to.write(bytes))
    // A connection that ends breaks the other one: half-open ones are somebody else's test.
    from.on('end', () => to.end())
    from.on('error', end)
    from.on('close', end)
  }
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy()
    pairs.clear()
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    hold: () => {
      held = true
      for (const pair of pairs) for (const socket of pair) socket.pause()
    },
    open: () => {
      held = false
      isShut = false
      for (const pair of pairs) for (const socket of pair) socket.resume()
    },
    cut,
    shut: () => {
      isShut = true
      cut()
    },
    close: () => {
      server.close()
      cut()
    },
  }
}
