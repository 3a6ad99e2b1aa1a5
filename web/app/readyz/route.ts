/** GET /readyz: everything that a request needs is there; 503 names what is not. */
import { checkReadiness } from '#web/readiness.ts'
import { serverContext } from '#web/server-context.ts'

export const dynamic = 'force-dynamic'

export async function GET(): Promise<Response> {
  const { db, config, logger } = serverContext()
  const parts = await checkReadiness({ db, host: config.host, collabPort: config.collabPort })
  const failing = Object.entries(parts).filter(([, part]) => part !== 'ok')
  if (failing.length > 0) logger.warn({ parts }, 'not ready')
  return Response.json(
    { status: failing.length === 0 ? 'ok' : 'failing', ...parts },
    { status: failing.length === 0 ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  )
}
