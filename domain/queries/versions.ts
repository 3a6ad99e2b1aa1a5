/** Frozen texts of a post: the list, and one with its content. */
import { z } from 'zod'
import { AppError } from '#domain/contract/errors.ts'
import type { AllowedPost } from '#domain/services/access.ts'
import type { JsonNode } from '#domain/text/document.ts'
import type { Fields } from '#domain/text/post-fields.ts'
import type { Tx } from '#prisma/client.ts'

export const VersionView = z
  .object({
    id: z.string(),
    number: z.number().int(),
    reason: z.enum(['approve', 'schedule', 'publish']),
    title: z.string(),
    contentHash: z.string(),
    /** Newest row of the log that is in it: see `…/replay`. */
    logSeq: z.number().int(),
    createdById: z.string(),
    createdAt: z.string(),
  })
  .meta({ id: 'Version' })
export type VersionView = z.infer<typeof VersionView>

const facts = {
  id: true,
  number: true,
  reason: true,
  title: true,
  contentHash: true,
  logSeq: true,
  createdById: true,
  createdAt: true,
}

/** Newest first. */
export async function listVersions(db: Tx, { postId }: AllowedPost<'read'>): Promise<VersionView[]> {
  const rows = await db.postVersion.findMany({ where: { postId }, select: facts, orderBy: { number: 'desc' } })
  return rows.map(toView)
}

/** @throws {AppError} not_found */
export async function getVersion(
  db: Tx,
  { postId }: AllowedPost<'read'>,
  number: number,
): Promise<VersionView & { content: JsonNode; fields: Fields }> {
  const row = await db.postVersion.findUnique({
    where: { postId_number: { postId, number } },
    select: { ...facts, content: true, fields: true },
  })
  if (!row) throw new AppError('not_found')
  return { ...toView(row), content: row.content as JsonNode, fields: row.fields as Fields }
}

type Row = {
  id: string
  number: number
  reason: string
  title: string
  contentHash: string
  logSeq: number
  createdById: string
  createdAt: Date
}

function toView({ id, number, reason, title, contentHash, logSeq, createdById, createdAt }: Row): VersionView {
  return {
    id,
    number,
    reason: reason as VersionView['reason'],
    title,
    contentHash,
    logSeq,
    createdById,
    createdAt: createdAt.toISOString(),
  }
}
