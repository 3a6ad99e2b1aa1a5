/** The first account: owner of the first workspace. Once, whoever asks and however many ask at the same moment. */
import { AppError } from '#domain/contract/errors.ts'
import type { UserId, WorkspaceId } from '#domain/contract/ids.ts'
import type { Role } from '#domain/contract/roles.ts'
import { isSetUp } from '#domain/queries/instance.ts'
import { toSlug } from '#domain/text/slug.ts'
import type { Tx } from '#prisma/client.ts'
import { freeSlug } from './free-slug.ts'
import { insertPost, type Stores } from './posts.ts'
import { samplePost } from './sample-post.ts'
import { isSameSecret } from './secrets.ts'
import { type Emit, transact } from './transact.ts'

/** Key of the advisory lock: any number of our own. */
const SET_UP_LOCK = 7_146_553

type SetUp = {
  readonly setupToken: string
  readonly workspaceName: string
  /** Whether the workspace starts with a post to play with. */
  readonly sample: boolean
}

/**
 * @param expectedToken the token of the set-up link; undefined refuses everybody
 * @param createOwner makes the account; runs under the lock, so only when it will become the owner
 * @throws {AppError} sign_up_closed for a wrong token; set_up_done when there is an owner, or one is just being made
 */
export async function setUpInstance(
  { db, log }: Stores,
  setUp: SetUp,
  expectedToken: string | undefined,
  createOwner: () => Promise<UserId>,
): Promise<{ userId: UserId; workspaceId: WorkspaceId }> {
  return transact(db, async (tx, emit) => {
    await takeLock(tx)
    if (await isSetUp(tx)) throw new AppError('set_up_done')
    if (expectedToken === undefined || !isSameSecret(setUp.setupToken, expectedToken)) {
      throw new AppError('sign_up_closed', {
        message: 'This set-up link is not right. Copy it again from the terminal.',
      })
    }
    const userId = await createOwner()
    const workspaceId = await createWorkspace({ tx, emit }, { name: setUp.workspaceName, ownerId: userId })
    if (setUp.sample) await insertPost({ tx, emit, log }, { workspaceId, userId }, { json: samplePost() })
    await tx.instance.create({ data: { key: 'setUpAt', value: new Date().toISOString() } })
    return { userId, workspaceId }
  })
}

/** Not waiting: each one waiting would hold a connection of the pool that the winner needs. */
async function takeLock(tx: Tx): Promise<void> {
  const [row] = await tx.$queryRaw<{ locked: boolean }[]>`select pg_try_advisory_xact_lock(${SET_UP_LOCK}) as locked`
  if (!row?.locked) {
    throw new AppError('set_up_done', {
      message: 'Somebody is setting this server up right now. Try again in a moment.',
    })
  }
}

type Work = { readonly tx: Tx; readonly emit: Emit }

/** A workspace with its owner and its built-in channel, the public site. */
async function createWorkspace(
  { tx, emit }: Work,
  { name, ownerId }: { name: string; ownerId: UserId },
): Promise<WorkspaceId> {
  const slug = await freeSlug(
    toSlug(name, 'workspace'),
    async taken => (await tx.workspace.count({ where: { slug: taken } })) > 0,
  )
  const { id } = await tx.workspace.create({
    data: {
      name,
      slug,
      members: { create: { userId: ownerId, role: 'owner' satisfies Role } },
      channels: { create: { kind: 'site', name: 'Public site' } },
    },
    select: { id: true },
  })
  emit({ type: 'membership.changed', workspaceId: id, userId: ownerId })
  return id as WorkspaceId
}
