/** What stands in the way of publishing a post, said before anybody tries: the same looks that the command takes. */
import { z } from 'zod'
import { AppError } from '#domain/contract/errors.ts'
import type { UpdateLog } from '#domain/log/update-log.ts'
import type { AllowedPost } from '#domain/services/access.ts'
import { findMisfits } from '#domain/services/requirements.ts'
import { readPostText } from '#domain/services/versions.ts'
import type { JsonNode } from '#domain/text/document.ts'
import { hasText } from '#domain/text/plain-text.ts'
import { type Fields, wantedSlug } from '#domain/text/post-fields.ts'
import type { Tx } from '#prisma/client.ts'
import { findAddress } from './address.ts'

export const CheckView = z
  .object({
    /** What it is about; `channel` names one. */
    kind: z.enum(['title', 'text', 'address', 'channel']),
    channelId: z.string().nullable(),
    message: z.string(),
  })
  .meta({ id: 'Check' })
export type CheckView = z.infer<typeof CheckView>

type Asked = { readonly channelIds: readonly string[]; readonly publicUrl: string }

/** Empty when it would go out to these channels now. */
export async function findChecks(
  { db, log }: { readonly db: Tx; readonly log: UpdateLog },
  post: AllowedPost<'read'>,
  { channelIds, publicUrl }: Asked,
): Promise<CheckView[]> {
  const { title, content, fields, isFrozen } = await textToGoOut({ db, log }, post)
  const about = (kind: 'title' | 'text' | 'address', message: string) => ({ kind, channelId: null, message })
  const wanted = wantedSlug(fields)
  const address = isFrozen || wanted === null ? null : await findAddress(db, post, { wanted, publicUrl })
  const misfits = await findMisfits(db, { postId: post.postId, title, content, fields }, { channelIds, publicUrl })
  return [
    ...(title === '' ? [about('title', 'It has no title: write one.')] : []),
    ...(hasText(content) ? [] : [about('text', 'It has no text: write something.')]),
    ...(address?.state === 'taken'
      ? [about('address', `The address “${address.slug}” is another post's: choose another one.`)]
      : []),
    ...misfits.map(({ channelId, name, message }) => ({
      kind: 'channel' as const,
      channelId,
      message: `${name}: ${message}`,
    })),
  ]
}

type Going = {
  readonly title: string
  readonly content: JsonNode
  readonly contentHash: string
  readonly fields: Fields
  readonly isFrozen: boolean
}

/** As the command would choose it: what was approved, what is on the schedule, else the text as it is now. */
export async function textToGoOut(
  { db, log }: { readonly db: Tx; readonly log: UpdateLog },
  { postId, state }: AllowedPost<'read'>,
): Promise<Going> {
  const row = await db.post.findUnique({
    where: { id: postId },
    select: { approvedVersionId: true, frozenVersionId: true },
  })
  if (!row) throw new AppError('not_found')
  const keeps = state === 'approved' || state === 'scheduled'
  const id = keeps ? (row.approvedVersionId ?? (state === 'scheduled' ? row.frozenVersionId : null)) : null
  const version = id && (await db.postVersion.findUnique({ where: { id } }))
  if (version) {
    const { title, content, contentHash, fields } = version
    return { title, content: content as JsonNode, contentHash, fields: fields as Fields, isFrozen: true }
  }
  return { ...(await readPostText(log, postId)), isFrozen: false }
}
