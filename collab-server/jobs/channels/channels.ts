/** Every kind of channel there is, with what it needs. */
import { createAddressGuard } from '#collab/outgoing/address-guard.ts'
import { createSender } from '#collab/outgoing/sender.ts'
import type { ImageStore } from '#domain/images/image-store.ts'
import { createMailer } from '#domain/mail/mailer.ts'
import { findSiteVersionId } from '#domain/queries/public-site.ts'
import type { Db } from '#prisma/client.ts'
import { createBlueskyChannel } from './bluesky.ts'
import type { Channel } from './channel.ts'
import { createDemoChannel } from './demo.ts'
import { createMastodonChannel } from './mastodon.ts'
import { createNewsletterChannel } from './newsletter.ts'
import { createSiteChannel } from './site.ts'
import { createWebhookChannel } from './webhook.ts'

export function createChannels({
  db,
  publicUrl,
  authSecret,
  smtpUrl,
  allowedPrivateNetworks,
  images,
}: {
  db: Db
  publicUrl: string
  authSecret: string
  smtpUrl?: string | undefined
  /** In CIDR form. */
  allowedPrivateNetworks: readonly string[]
  images: ImageStore
}): readonly Channel[] {
  const send = createSender(createAddressGuard(allowedPrivateNetworks))
  return [
    createSiteChannel({
      publicUrl,
      isLive: async (postId, versionId) => (await findSiteVersionId(db, postId)) === versionId,
    }),
    createWebhookChannel({ send, publicUrl }),
    createMastodonChannel({ send, images }),
    createBlueskyChannel({ send, images }),
    createNewsletterChannel({ db, publicUrl, authSecret, mailer: smtpUrl ? createMailer(smtpUrl) : null }),
    createDemoChannel({ db }),
  ]
}
