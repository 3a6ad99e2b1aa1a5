/**
 * A TCP connection in between that can be ill: late, slow, cut, or silent without a word of goodbye. Everything set here
 * holds for open connections and for new ones.
 *
 *   client ──▶ proxy ──▶ target      (each direction is a queue of chunks with the time they are due)
 */
import { connect, createServer, type Server, type Socket } from 'node:net'

type Proxy = {
  readonly port: number
  /** Connections that are open now. */
  readonly open: () => number
  /** Holds each chunk of the target's answers back by so much. */
  readonly delayAnswers: (ms: number) => void
  /** Bytes a second to the client; 0 for as fast as it goes. */
  readonly throttle: (bytesPerSecond: number) => void
  /** Nothing passes any more and nobody is told: half-open sockets. New ones are accepted and stay silent. */
  readonly swallow: (on: boolean) => void
  /**
   * One connection alone falls silent for good, and nobody is told; others, and new ones, live.
   * @param port of the proxy's own end of it, as the target sees it
   */
  readonly silence: (port: number) => void
  /** New connections are refused, as when nothing listens. */
  readonly refuse: (on: boolean) => void
  /** Ends every open connection at once, with a reset. */
  readonly cut: () => void
  /** Ends the next connection that has sent so many bytes to the target, in the middle of them. */
  readonly cutAfter: (bytes: number) => void
  readonly close: () => Promise<void>
}

type Pair = { readonly client: Socket; readonly target: Socket }

export async function startProxy(targetPort: number): Promise<Proxy> {
  const pairs = new Set<Pair>()
  const silenced = new Set<Pair>()
  let delayMs = 0
  let bytesPerSecond = 0
  let swallowing = false
  let refusing = false
  let cutAfterBytes = Number.POSITIVE_INFINITY

  const end = (pair: Pair) => {
    if (!pairs.delete(pair)) return
    pair.client.resetAndDestroy()
    pair.target.resetAndDestroy()
  }

  const server = createServer({ noDelay: true }, client => {
    if (refusing) {
      client.on('error', () => undefined)
      client.resetAndDestroy()
      return
    }
    const target = connect({ port: targetPort, host: '127.0.0.1', noDelay: true })
    const pair = { client, target }
    const isSilent = () => swallowing || silenced.has(pair)
    pairs.add(pair)
    let sent = 0
    pass(client, target, {
      isSilent,
      waitMs: () => 0,
      admit: chunk => {
        sent += chunk.byteLength
        if (sent <= cutAfterBytes) return chunk
        const part = chunk.subarray(0, Math.max(0, chunk.byteLength - (sent - cutAfterBytes)))
        cutAfterBytes = Number.POSITIVE_INFINITY
        target.write(part, () => end(pair))
        return null
      },
    })
    pass(target, client, {
      isSilent,
      waitMs: chunk => delayMs + (bytesPerSecond > 0 ? (1000 * chunk.byteLength) / bytesPerSecond : 0),
      admit: chunk => chunk,
    })
    for (const [one, other] of [
      [client, target],
      [target, client],
    ] as const) {
      one.on('error', () => end(pair))
      one.on('close', () => {
        // A swallowed connection is told nothing, whatever happens at the other end.
        if (!isSilent()) other.end()
        if (!one.destroyed || !other.destroyed) return
        pairs.delete(pair)
        silenced.delete(pair)
      })
    }
  })

  /** In order, each chunk when it is due; what is swallowed is read and forgotten. */
  function pass(
    from: Socket,
    to: Socket,
    rules: {
      readonly isSilent: () => boolean
      readonly waitMs: (chunk: Buffer) => number
      readonly admit: (chunk: Buffer) => Buffer | null
    },
  ): void {
    let dueAt = 0
    from.on('data', chunk => {
      if (rules.isSilent()) return
      const admitted = rules.admit(chunk)
      if (admitted === null) return
      const now = performance.now()
      const wait = rules.waitMs(chunk)
      dueAt = bytesPerSecond > 0 ? Math.max(now, dueAt) + wait : Math.max(dueAt, now + wait)
      const write = () => {
        if (rules.isSilent() || to.destroyed) return
        if (!to.write(admitted)) {
          from.pause()
          to.once('drain', () => from.resume())
        }
      }
      if (dueAt <= now) write()
      else {
        if (bytesPerSecond > 0) {
          from.pause()
          setTimeout(() => from.resume(), dueAt - now)
        }
        setTimeout(write, dueAt - now)
      }
    })
  }

  await listening(server)
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The proxy got no port')
  return {
    port: address.port,
    open: () => pairs.size,
    delayAnswers: ms => {
      delayMs = ms
    },
    throttle: rate => {
      bytesPerSecond = rate
    },
    swallow: on => {
      swallowing = on
    },
    silence: port => {
      for (const pair of pairs) if (pair.target.localPort === port) silenced.add(pair)
    },
    refuse: on => {
      refusing = on
    },
    cut: () => {
      for (const pair of [...pairs]) end(pair)
    },
    cutAfter: bytes => {
      cutAfterBytes = bytes
    },
    close: async () => {
      for (const pair of [...pairs]) end(pair)
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
}
