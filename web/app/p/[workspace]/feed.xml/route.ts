import { loadRss } from '#web/features/public-site/load.ts'
import { toResponse } from '#web/features/public-site/respond.ts'
import { publicSite } from '#web/features/public-site/site.ts'

export const dynamic = 'force-dynamic'

export async function GET(request: Request, context: { params: Promise<{ workspace: string }> }): Promise<Response> {
  const { workspace } = await context.params
  return toResponse(request, await loadRss(publicSite(), workspace))
}
