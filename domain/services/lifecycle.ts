/**
 * Status commands. Right → rev → table → text, then one transaction: compare-and-set on `rev`, versions, deliveries,
 * notices, outbox. Of any number of people pressing at once, one wins and the others see what it became.
 */
import { AppError } from '#domain/contract/errors.ts'
import type { PostId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import type { CommandCall } from '#domain/contract/inputs/posts.ts'
import { type PostCommand, type PostState, rightFor, type Target, TRANSITIONS } from '#domain/contract/post-status.ts'
import { can } from '#domain/contract/roles.ts'
import { getPost } from '#domain/queries/posts.ts'
import type { Tx } from '#prisma/client.ts'
import type { Post } from '#prisma/generated/client.ts'
import type { AllowedPost } from './access.ts'
import { type ActivityKind, type NewActivity, recordActivity } from './activity.ts'
import { effectsOf, keepsApproval, type Prepared } from './command-effects.ts'
import { databaseNow } from './database-clock.ts'
import { foldPost } from './fold-post.ts'
import { notify } from './notifications.ts'
import type { Stores } from './posts.ts'
import { type Emit, transact } from './transact.ts'
import { findFrozenText, isSameText, readPostText } from './versions.ts'

type Options = {
  /** `rev` the person decided on, from If-Match; any if left out. */
  readonly rev?: number | undefined
  /** Origin of the public site, whose links count in the texts of networks. */
  readonly publicUrl: string
}

/**
 * @throws {AppError} forbidden; rev_conflict with `{post}` as it is now; invalid_transition with the reason in words;
 *   content_ahead; nothing_to_publish; does_not_fit; already_exists for an address that is another post's; invalid_input
 *   for channels and times that are not possible
 */
export async function runCommand(
  { db, log }: Stores,
  post: AllowedPost<'read'>,
  call: CommandCall,
  { rev, publicUrl }: Options,
): Promise<void> {
  const row = await db.post.findUnique({ where: { id: post.postId } })
  if (!row) throw new AppError('not_found')
  const right = rightFor(call.command, post.state, { isOut: row.liveVersionId !== null })
  if (!can(post.role, right)) throw new AppError('forbidden', { details: { role: post.role, needs: right } })
  if (rev !== undefined && rev !== post.rev) throw await revConflict(db, post, call.command)
  if (row.rev !== post.rev) throw await revConflict(db, post, call.command)
  const target = requireTarget(post.state, call.command)
  const text = READS_TEXT.has(call.command) ? await readPostText(log, post.postId, stateVectorOf(call)) : null
  const approved = text && (await findFrozenText(db, row.approvedVersionId))
  const approval = approved && text ? (isSameText(approved, text) ? 'good' : 'stale') : null
  const now = await databaseNow(db)
  const prepared: Prepared = { post, row, state: stateAfter(target, row, approval), text, approval, now, publicUrl }

  await transact(db, async (tx, emit) => {
    const { count } = await tx.post.updateMany({
      where: { id: post.postId, rev: post.rev },
      data: {
        state: prepared.state,
        rev: { increment: 1 },
        changedById: post.userId,
        updatedAt: prepared.now,
        ...(text && { movedOn: approval === 'stale' && keepsApproval(row) }),
      },
    })
    if (count === 0) throw await revConflict(tx, post, call.command)
    await effectsOf(tx, emit, prepared, call)
    await recordActivity(tx, activityOf(prepared, call))
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

function stateAfter(target: Target, row: Post, approval: Prepared['approval']): PostState {
  switch (target) {
    case 'approved_or_draft':
      return approval === 'good' ? 'approved' : 'draft'
    case 'before_archive':
      return (row.archivedFrom as PostState | null) ?? 'draft'
    case 'folded':
      return row.state as PostState
    default:
      return target
  }
}

/** What the activity log shows of a command: where from, where to, and what was chosen. */
function activityOf({ post, row, state }: Prepared, call: CommandCall): NewActivity {
  const { postId, workspaceId, userId } = post
  const chosen: Record<string, string> =
    call.command === 'schedule'
      ? { at: call.input.at.toISOString(), timeZone: call.input.timeZone }
      : call.command === 'confirm'
        ? { outcome: call.input.outcome }
        : {}
  return { workspaceId, postId, userId, kind: call.command, data: { from: row.state, to: state, ...chosen } }
}

/** Of what has begun to go out meanwhile one hears that it is too late, not only that something changed. SPEC PS81 */
async function revConflict(db: Tx, post: AllowedPost<'read'>, command: PostCommand): Promise<AppError> {
  const current = await getPost(db, post)
  const cell = TRANSITIONS[current.state][command]
  const isTooLate = current.state === 'publishing' && 'refused' in cell
  return new AppError('rev_conflict', { details: { post: current }, ...(isTooLate && { message: cell.refused }) })
}

type Due = {
  /** Posts that begin to go out now, in the order of their times. */
  readonly begun: readonly PostId[]
  /** Posts that were missed for longer than their workspace's grace: held for a person to decide. */
  readonly held: readonly PostId[]
}

type DueRow = { id: PostId; workspaceId: WorkspaceId; scheduledAt: Date; late: boolean }

/**
 * Begins the publication of posts whose time has come, and holds those whose time passed too long ago while nothing ran;
 * the job calls it. Posts that were taken off the schedule or moved meanwhile are passed over by the compare-and-set.
 */
export async function publishDue({ db }: Pick<Stores, 'db'>, now: Date): Promise<Due> {
  const [begun, held]: [PostId[], PostId[]] = [[], []]
  for (let most = DUE_AT_ONCE.first; ; most = DUE_AT_ONCE.most) {
    const some = await publishSomeDue(db, now, most)
    begun.push(...some.begun)
    held.push(...some.held)
    if (some.begun.length + some.held.length < most) return { begun, held }
  }
}

/** In one transaction: of a thousand the first are on their way while the others are looked at. */
const DUE_AT_ONCE = { first: 10, most: 100 }

async function publishSomeDue(db: Stores['db'], now: Date, most: number): Promise<Due> {
  return transact(db, async (tx, emit) => {
    const due = await tx.$queryRaw<DueRow[]>`
      select p.id, p."workspaceId", p."scheduledAt",
        p."scheduledAt" < ${now}::timestamptz - make_interval(mins => w."graceMinutes") as late
      from post p join workspace w on w.id = p."workspaceId"
      where p.state = 'scheduled' and p."heldAt" is null and p."scheduledAt" <= ${now}::timestamptz
      order by p."scheduledAt", p.id limit ${most}
      for update of p`
    const [begun, held] = [due.filter(({ late }) => !late), due.filter(({ late }) => late)]
    if (begun.length > 0) await begin(tx, emit, begun, now)
    for (const post of held) await hold(tx, emit, post, now)
    return { begun: begun.map(({ id }) => id), held: held.map(({ id }) => id) }
  })
}

/** All in a few statements: a thousand posts may be due at the same minute. */
async function begin(tx: Tx, emit: Emit, posts: readonly DueRow[], now: Date): Promise<void> {
  const ids = posts.map(({ id }) => id)
  await tx.post.updateMany({
    where: { id: { in: ids } },
    data: { state: 'publishing', rev: { increment: 1 }, updatedAt: now },
  })
  await tx.activity.createMany({
    data: posts.map(({ id, workspaceId }) => ({ workspaceId, postId: id, kind: 'due' satisfies ActivityKind })),
  })
  const queued = await tx.delivery.findMany({
    where: { postId: { in: ids }, state: 'queued' },
    select: { id: true, postId: true },
  })
  const queuedByPost = Map.groupBy(queued, ({ postId }) => postId)
  for (const { id, workspaceId } of posts) {
    const waiting = queuedByPost.get(id) ?? []
    for (const delivery of waiting) emit({ type: 'delivery.queued', deliveryId: delivery.id, postId: id })
    emit({ type: 'post.changed', postId: id, workspaceId })
    // The same text on the same channels was out already: nothing would ever end the wait.
    if (waiting.length === 0) await foldPost(tx, emit, id, { quiet: true })
  }
}

/** It stays on the schedule, marked: a person says now, later, or never. */
async function hold(tx: Tx, emit: Emit, { id, workspaceId, scheduledAt }: DueRow, now: Date): Promise<void> {
  const post = await tx.post.update({
    where: { id },
    data: { heldAt: now, rev: { increment: 1 }, updatedAt: now },
  })
  await recordActivity(tx, {
    workspaceId,
    postId: id,
    userId: null,
    kind: 'held',
    data: { at: scheduledAt.toISOString() },
  })
  emit({ type: 'post.changed', postId: id, workspaceId })
  await notify(tx, emit, {
    kind: 'post_held',
    severity: 'warning',
    post: { id, workspaceId, title: post.title },
    actorId: post.changedById as UserId,
    to: [post.createdById, post.changedById],
    dedupeKey: `post_held:${id}:${scheduledAt.toISOString()}`,
  })
}
