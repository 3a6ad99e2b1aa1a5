import { answerCard } from '#web/features/public-site/answer-card.ts'
import { serverContext } from '#web/server-context.ts'

export const dynamic = 'force-dynamic'

type Context = { readonly params: Promise<{ readonly post: string; readonly file: string }> }

export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { db, logger } = serverContext()
  return answerCard({ db, logger }, await params)
}
