/** GET /metrics for Prometheus: from this machine, or with METRICS_TOKEN as bearer. Others see nothing there. */
import { isSameSecret } from '#domain/services/secrets.ts'
import { LOCAL_PEER_HEADER } from '#web/front/forwarded.ts'
import { serverContext } from '#web/server-context.ts'

export const dynamic = 'force-dynamic'

export async function GET(request: Request): Promise<Response> {
  const { metrics, config } = serverContext()
  const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  const isLocal = request.headers.get(LOCAL_PEER_HEADER) === 'yes'
  const hasToken = token !== undefined && config.metricsToken !== undefined && isSameSecret(token, config.metricsToken)
  if (!isLocal && !hasToken) return new Response('Not found\n', { status: 404 })
  return new Response(await metrics.readFigures(), {
    headers: { 'content-type': metrics.registry.contentType, 'cache-control': 'no-store' },
  })
}
