import { loadPost } from '#web/features/public-site/load.ts'
import { toResponse } from '#web/features/public-site/respond.ts'
import { publicSite } from '#web/features/public-site/site.ts'

export const dynamic = 'force-dynamic'

type Context = { params: Promise<{ workspace: string; slug: string }> }

export async function GET(request: Request, context: Context): Promise<Response> {
  const { workspace, slug } = await context.params
  return toResponse(request, await loadPost(publicSite(), workspace, slug))
}
