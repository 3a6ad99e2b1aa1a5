/** The public site where the front of this server does not answer by itself: forms, what is not there, other hosts of Next. */
import { serverContext } from '#web/server-context.ts'

export const dynamic = 'force-dynamic'

export const GET = (request: Request): Promise<Response> => serverContext().site.fetch(request)
export const POST = GET
