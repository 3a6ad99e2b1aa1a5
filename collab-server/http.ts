/** What operators ask over plain http: alive, ready, figures. Bound to loopback like the socket beside it. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { isSameSecret } from '#domain/services/secrets.ts'
import type { Metrics } from './metrics.ts'

type Options = {
  readonly metrics: Pick<Metrics, 'registry' | 'readFigures'>
  /** Lets programs on other machines read the figures. */
  readonly metricsToken?: string | undefined
  /** Names what is not ready; empty when all is. */
  readonly findFaults: () => Promise<readonly string[]>
}

export function answerOperators({ metrics, metricsToken, findFaults }: Options): RequestListener {
  return (request, response) => {
    void answer(request, response).catch(() => send(response, 500, 'text/plain', 'internal'))
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'text/plain', 'GET only')
    switch ((request.url ?? '').split('?', 1)[0]) {
      case '/healthz':
        return send(response, 200, 'application/json', JSON.stringify({ status: 'ok' }))
      case '/readyz': {
        const faults = await findFaults()
        const body = faults.length === 0 ? { status: 'ready' } : { status: 'not_ready', faults }
        return send(response, faults.length === 0 ? 200 : 503, 'application/json', JSON.stringify(body))
      }
      case '/metrics':
        if (!mayReadFigures(request, metricsToken)) return send(response, 404, 'text/plain', 'not found')
        return send(response, 200, metrics.registry.contentType, await metrics.readFigures())
      default:
        return send(response, 404, 'text/plain', 'not found')
    }
  }
}

/** This machine itself, not through a proxy; others with the token. */
function mayReadFigures({ socket, headers }: IncomingMessage, token: string | undefined): boolean {
  const isLocal =
    /^(?:127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? '') && headers['x-forwarded-for'] === undefined
  return isLocal || (token !== undefined && isSameSecret(headers.authorization ?? '', `Bearer ${token}`))
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  if (response.headersSent) return
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  response.end(body)
}
