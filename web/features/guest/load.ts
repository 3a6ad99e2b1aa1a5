/** What the page of a share link is rendered with: nothing of the post itself, so that a preview of it shows nothing. */
import { notFound } from 'next/navigation'
import { issueGuestPass } from '#domain/services/guest-pass.ts'
import { findSharedPost } from '#domain/services/share-links.ts'
import { serverContext } from '#web/server-context.ts'

export type GuestPageData = {
  readonly postId: string
  readonly mayComment: boolean
  readonly expiresAt: string | null
  readonly pass: string
}

/** What has ended, what never was and what is no link at all look the same. */
export async function loadGuestPage(secret: string): Promise<GuestPageData> {
  const { db, config } = serverContext()
  const shared = await findSharedPost(db, secret)
  if (!shared) notFound()
  return {
    postId: shared.postId,
    mayComment: shared.level === 'comment',
    expiresAt: shared.expiresAt?.toISOString() ?? null,
    pass: await issueGuestPass(shared.linkId, config.authSecret),
  }
}
