/** Mounts sign-in and sign-up; what there is, is in web/auth. */
import { serverContext } from '#web/server-context.ts'

export const dynamic = 'force-dynamic'

const handle = (request: Request) => serverContext().auth(request)

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
}
