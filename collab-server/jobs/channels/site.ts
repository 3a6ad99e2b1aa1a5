/**
 * The built-in public site. It shows whatever version has a delivery of this channel that is published: recording the
 * outcome is the publication, so nothing can be out without being recorded, and sending again is harmless.
 */
import { siteUrlOf } from '#domain/contract/site-url.ts'
import type { Found } from '#domain/services/deliveries.ts'
import type { Channel, PublishRequest } from './channel.ts'

/** @param isLive whether the site shows this version of the post now */
export function createSiteChannel({
  publicUrl,
  isLive,
}: {
  publicUrl: string
  isLive: (postId: string, versionId: string) => Promise<boolean>
}): Channel {
  const urlOf = ({ workspaceSlug, postSlug }: PublishRequest) => siteUrlOf(publicUrl, workspaceSlug, postSlug)

  return {
    kind: 'site',
    async publish(request) {
      return { kind: 'published', url: urlOf(request) }
    },
    async lookUp(request): Promise<Found> {
      return (await isLive(request.postId, request.versionId))
        ? { kind: 'published', url: urlOf(request) }
        : { kind: 'absent' }
    },
    async test({ workspaceSlug }) {
      return {
        works: true,
        words: `The site is at ${new URL(`/p/${encodeURIComponent(workspaceSlug)}`, publicUrl).href}`,
      }
    },
  }
}
