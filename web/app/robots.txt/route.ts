import { toResponse } from '#web/features/public-site/respond.ts'
import { serverContext } from '#web/server-context.ts'

export const dynamic = 'force-dynamic'

export async function GET(request: Request): Promise<Response> {
  return toResponse(request, await serverContext().site.robots())
}
