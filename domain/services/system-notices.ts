/**
 * Trouble that the server meets by itself and somebody has to look at: told to those who manage the workspace, once a day
 * for as long as it lasts.
 */
import { PostId, type WorkspaceId } from '#domain/contract/ids.ts'
import type { Db, Tx } from '#prisma/client.ts'
import { databaseNow } from './database-clock.ts'
import { findManagers, notify } from './notifications.ts'
import { transact } from './transact.ts'

/** A channel that is switched off, cannot be read, or does not let Galley in: nothing meant for it goes out. */
export async function tellOfChannel(db: Db, deliveryId: string, reason: string): Promise<void> {
  await transact(db, async (tx, emit) => {
    const { channel } = await tx.delivery.findUniqueOrThrow({
      where: { id: deliveryId },
      select: { channel: { select: { id: true, workspaceId: true, name: true, enabled: true, removedAt: true } } },
    })
    if (channel.removedAt) return
    const id = channel.workspaceId as WorkspaceId
    await notify(tx, emit, {
      kind: 'system',
      severity: channel.enabled ? 'error' : 'warning',
      workspace: { id, words: `“${channel.name}” takes no posts`, about: 'channels' },
      actorId: null,
      to: await findManagers(tx, id),
      body: reason,
      dedupeKey: `channel:${channel.id}:${await today(tx)}`,
    })
  })
}

/** No mail leaves this server, which is the same trouble in every workspace. */
export async function tellOfMail(db: Db, reason: string): Promise<void> {
  const workspaces = await db.workspace.findMany({ select: { id: true }, orderBy: { createdAt: 'asc' } })
  for (const workspace of workspaces) {
    const id = workspace.id as WorkspaceId
    await transact(db, async (tx, emit) =>
      notify(tx, emit, {
        kind: 'system',
        severity: 'error',
        workspace: { id, words: 'Mails cannot be sent', about: 'mail' },
        actorId: null,
        to: await findManagers(tx, id),
        body: reason,
        dedupeKey: `mail:${await today(tx)}`,
      }),
    )
  }
}

/**
 * What a check found wrong in what is stored of a post; those who may not see it, managers too, are not told of it.
 * @param doc name of a document; all but posts are passed over
 */
export async function tellOfDamage(db: Db, doc: string, isMended: boolean): Promise<void> {
  const postId = PostId.safeParse(doc.replace(/^post:/, '')).data
  if (postId === undefined) return
  await transact(db, async (tx, emit) => {
    const post = await tx.post.findUnique({
      where: { id: postId },
      select: { workspaceId: true, title: true, createdById: true },
    })
    if (!post) return
    const workspaceId = post.workspaceId as WorkspaceId
    const about = `What is stored of “${post.title || 'Untitled'}”`
    await notify(tx, emit, {
      kind: 'system',
      severity: isMended ? 'warning' : 'error',
      post: { id: postId, workspaceId, title: post.title },
      words: isMended ? `${about} was damaged and is put right` : `${about} is damaged`,
      actorId: null,
      to: [post.createdById, ...(await findManagers(tx, workspaceId))],
      body: isMended
        ? 'Read it once: it should be as you left it.'
        : 'Whoever runs this server should look at its log.',
      dedupeKey: `damage:${postId}:${await today(tx)}`,
    })
  })
}

/** By the database's clock, so that all nodes mean the same day. */
async function today(tx: Tx): Promise<string> {
  return (await databaseNow(tx)).toISOString().slice(0, 10)
}
