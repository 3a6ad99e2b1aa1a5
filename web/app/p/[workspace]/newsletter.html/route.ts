import { actOnNewsletter, createAskLimit, loadNewsletter } from '#web/features/public-site/newsletter.ts'
import { toResponse } from '#web/features/public-site/respond.ts'
import { serverContext } from '#web/server-context.ts'

export const dynamic = 'force-dynamic'

type Context = { readonly params: Promise<{ readonly workspace: string }> }

const limit = createAskLimit()
/** A form with one field. */
const BODY_BYTES = 4096

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return toResponse(request, await loadNewsletter(siteOf(), (await params).workspace, new URL(request.url)))
}

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const asked = { url: new URL(request.url), email: await readEmail(request), from: addressOf(request) }
  return toResponse(request, await actOnNewsletter({ ...siteOf(), limit }, (await params).workspace, asked))
}

async function readEmail(request: Request): Promise<string | null> {
  if (Number(request.headers.get('content-length') ?? Number.POSITIVE_INFINITY) > BODY_BYTES) return null
  const email = new URLSearchParams(await request.text()).get('email')
  return email
}

/** As the front of this server wrote it down. */
function addressOf(request: Request): string {
  return request.headers.get('x-forwarded-for') ?? ''
}

function siteOf() {
  const { db, config, mailer } = serverContext()
  return { db, publicUrl: config.publicUrl, authSecret: config.authSecret, mailer }
}
