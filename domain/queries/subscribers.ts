/** Whether and from where a workspace sends its posts by mail. */
import { NewsletterSettings } from '#domain/contract/inputs/channels.ts'
import type { Tx } from '#prisma/client.ts'

/** The newsletter that is switched on; null when there is none, and nobody can subscribe. */
export async function findNewsletter(db: Tx, workspaceId: string): Promise<{ readonly from: string } | null> {
  const row = await db.channel.findFirst({
    where: { workspaceId, kind: 'newsletter', enabled: true, removedAt: null },
    select: { settings: true },
    orderBy: { createdAt: 'asc' },
  })
  return NewsletterSettings.safeParse(row?.settings).data ?? null
}
