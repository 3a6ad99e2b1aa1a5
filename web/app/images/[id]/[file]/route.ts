import { answerImage } from '#web/features/images/answer.ts'
import { serverContext } from '#web/server-context.ts'

export const dynamic = 'force-dynamic'

type Context = { params: Promise<{ id: string; file: string }> }

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { images, logger } = serverContext()
  return answerImage({ images, logger }, request, await params)
}
