/** A real HTTP server that takes what Galley sends, keeps it, and answers as it is told. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export type Taken = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly bytes: Buffer
}

export type Receiver = {
  readonly url: string
  readonly port: number
  readonly taken: Taken[]
  /** Connections so far, whether or not anything came over them. */
  readonly connections: () => number
  /** What the next requests get; 200 and nothing else until it is told. */
  answerWith(answer: (response: ServerResponse, taken: Taken) => void): void
  close(): Promise<void>
}

export async function openReceiver({ host = '127.0.0.1' }: { host?: string } = {}): Promise<Receiver> {
  const taken: Taken[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  let answer: (response: ServerResponse, taken: Taken) => void = response => response.writeHead(200).end()

  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      const bytes = Buffer.concat(parts)
      const one = { method, path, headers, bytes, body: bytes.toString('utf8') }
      taken.push(one)
      answer(response, one)
    })
  })
  server.on('connection', socket => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    taken,
    connections: () => connections,
    answerWith(next) {
      answer = next
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
