import { actOnStopMail, askToStopMail } from '#web/features/notifications/stop-mail.ts'
import { toResponse } from '#web/features/public-site/respond.ts'
import { serverContext } from '#web/server-context.ts'

export const dynamic = 'force-dynamic'

export async function GET(request: Request): Promise<Response> {
  return toResponse(request, await askToStopMail(options(), new URL(request.url)))
}

export async function POST(request: Request): Promise<Response> {
  return toResponse(request, await actOnStopMail(options(), new URL(request.url)))
}

function options() {
  const { db, config } = serverContext()
  return { db, authSecret: config.authSecret }
}
