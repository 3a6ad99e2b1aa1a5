/**
 * Status commands. Right → rev → table → text, then one transaction: compare-and-set on `rev`, versions, deliveries,
 * notices, outbox. Of any number of people pressing at once, one wins and the others see what it became.
 */
import { AppError } from '#domain/contract/errors.ts'
import type { PostId, WorkspaceId } from '#domain/contract/ids.ts'
import type { CommandCall } from '#domain/contract/inputs/posts.ts'
import { type PostCommand, type PostState, rightFor, type Target, TRANSITIONS } from '#domain/contract/post-status.ts'
import { can } from '#domain/contract/roles.ts'
import { getPost } from '#domain/queries/posts.ts'
import type { Tx } from '#prisma/client.ts'
import type { Post } from '#prisma/generated/client.ts'
import type { AllowedPost } from './access.ts'
import { effectsOf, type Prepared } from './command-effects.ts'
import { databaseNow } from './database-clock.ts'
import { foldPost } from './deliveries.ts'
import type { Stores } from './posts.ts'
import { type Emit, transact } from './transact.ts'
import { type PostTextNow, readPostText } from './versions.ts'

type Options = {
  /** `rev` the person decided on, from If-Match; any if left out. */
  readonly rev?: number | undefined
}

/**
 * @throws {AppError} forbidden; rev_conflict with `{post}` as it is now; invalid_transition with the reason in words;
 *   content_ahead; nothing_to_publish; invalid_input for channels and times that are not possible
 */
export async function runCommand(
  { db, log }: Stores,
  post: AllowedPost<'read'>,
  call: CommandCall,
  { rev }: Options = {},
): Promise<void> {
  const row = await db.post.findUnique({ where: { id: post.postId } })
  if (!row) throw new AppError('not_found')
  const right = rightFor(call.command, post.state, { isOut: row.liveVersionId !== null })
  if (!can(post.role, right)) throw new AppError('forbidden', { details: { role: post.role, needs: right } })
  if (rev !== undefined && rev !== post.rev) throw await revConflict(db, post)
  const target = requireTarget(post.state, call.command)

  if (row.rev !== post.rev) throw await revConflict(db, post)
  const text = READS_TEXT.has(call.command) ? await readPostText(log, post.postId, stateVectorOf(call)) : null
  const now = await databaseNow(db)
  const prepared: Prepared = { post, row, state: stateAfter(target, row, text), text, now }

  await transact(db, async (tx, emit) => {
    const { count } = await tx.post.updateMany({
      where: { id: post.postId, rev: post.rev },
      data: {
        state: prepared.state,
        rev: { increment: 1 },
        changedById: post.userId,
        updatedAt: prepared.now,
      },
    })
    if (count === 0) throw await revConflict(tx, post)
    await effectsOf(tx, emit, prepared, call)
    emit({ type: 'post.changed', postId: post.postId, workspaceId: post.workspaceId })
  })
}

/** Where a command leads from a state, or the refusal in words. Pure; one test a cell. */
export function requireTarget(state: PostState, command: PostCommand): Target {
  const cell = TRANSITIONS[state][command]
  if ('refused' in cell) {
    throw new AppError('invalid_transition', { message: cell.refused, details: { state, command } })
  }
  return cell.to
}

/** Commands that freeze the text, or compare it with what was approved. */
const READS_TEXT: ReadonlySet<PostCommand> = new Set(['approve', 'schedule', 'unschedule', 'publish'])

function stateVectorOf({ input }: CommandCall): string | undefined {
  return 'stateVector' in input ? input.stateVector : undefined
}

function stateAfter(target: Target, row: Post, text: PostTextNow | null): PostState {
  switch (target) {
    case 'approved_or_draft':
      return row.approvedVersionId !== null && row.contentHash === text?.contentHash ? 'approved' : 'draft'
    case 'before_archive':
      return (row.archivedFrom as PostState | null) ?? 'draft'
    case 'folded':
      return row.state as PostState
    default:
      return target
  }
}

async function revConflict(db: Tx, post: AllowedPost<'read'>): Promise<AppError> {
  return new AppError('rev_conflict', { details: { post: await getPost(db, post) } })
}

/**
 * Begins the publication of posts whose time has come; the job calls it. Posts that were taken off the schedule or
 * moved meanwhile are passed over by the compare-and-set.
 *
 * @returns ids of the posts that were begun
 */
export async function publishDue({ db }: Pick<Stores, 'db'>, now: Date): Promise<PostId[]> {
  return transact(db, async (tx, emit) => {
    const due = await tx.post.updateManyAndReturn({
      where: { state: 'scheduled', scheduledAt: { lte: now } },
      data: { state: 'publishing', rev: { increment: 1 }, updatedAt: now },
      select: { id: true, workspaceId: true },
    })
    for (const post of due) await wake(tx, emit, post.id as PostId, post.workspaceId as WorkspaceId)
    return due.map(({ id }) => id as PostId)
  })
}

async function wake(tx: Tx, emit: Emit, postId: PostId, workspaceId: WorkspaceId): Promise<void> {
  const queued = await tx.delivery.findMany({ where: { postId, state: 'queued' }, select: { id: true } })
  for (const { id } of queued) emit({ type: 'delivery.queued', deliveryId: id, postId })
  emit({ type: 'post.changed', postId, workspaceId })
  // The same text on the same channels was out already: nothing would ever end the wait.
  if (queued.length === 0) await foldPost(tx, emit, postId, { quiet: true })
}
