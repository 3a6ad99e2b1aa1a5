/** Where a post will be on the public site, and whether that place is free. */
import { z } from 'zod'
import { siteUrlOf } from '#domain/contract/site-url.ts'
import type { AllowedPost } from '#domain/services/access.ts'
import { toSlug } from '#domain/text/slug.ts'
import type { Tx } from '#prisma/client.ts'

export const AddressView = z
  .object({
    slug: z.string(),
    url: z.string(),
    /**
     * `fixed`: it is out there and stays. `free`. `taken`: another post has it, and publishing will be refused.
     * `ending`: follows the title, which another post follows too, and gets an ending of its own.
     */
    state: z.enum(['fixed', 'free', 'taken', 'ending']),
  })
  .meta({ id: 'Address' })
export type AddressView = z.infer<typeof AddressView>

/** @param wanted as somebody typed it; what follows the title if left out */
export async function findAddress(
  db: Tx,
  { postId, workspaceId }: AllowedPost<'read'>,
  { wanted, publicUrl }: { readonly wanted?: string | undefined; readonly publicUrl: string },
): Promise<AddressView> {
  const row = await db.post.findUniqueOrThrow({
    where: { id: postId },
    select: { slug: true, title: true, publishedAt: true, workspace: { select: { slug: true } } },
  })
  const view = (slug: string, state: AddressView['state']): AddressView => ({
    slug,
    url: siteUrlOf(publicUrl, row.workspace.slug, slug),
    state,
  })
  if (row.publishedAt !== null) return view(row.slug, 'fixed')
  const chosen = toSlug(wanted ?? '', '')
  const slug = chosen || toSlug(row.title, 'post')
  if (chosen === '' && (row.slug === slug || row.slug.startsWith(`${slug}-`))) return view(row.slug, 'free')
  const isTaken = (await db.post.count({ where: { workspaceId, slug, id: { not: postId } } })) > 0
  return view(slug, isTaken ? (chosen === '' ? 'ending' : 'taken') : 'free')
}
