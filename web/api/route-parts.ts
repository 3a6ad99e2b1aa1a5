/** Pieces that route definitions share: parameters, answers, the errors any route may give. */
import { z } from '@hono/zod-openapi'
import { AppError } from '#domain/contract/errors.ts'
import { PostId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { type Place, parseCursor } from '#domain/contract/inputs/lists.ts'
import { PostView } from '#domain/queries/posts.ts'
import { ErrorBody } from './error-response.ts'

export const PostParams = z.object({ id: PostId })
export const WorkspaceParams = z.object({ id: WorkspaceId })
export const VersionNumber = z.coerce.number().int().min(1).max(1_000_000_000)
export const MemberParams = z.object({ id: WorkspaceId, userId: UserId })

export const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })

/** A required JSON body. */
export const jsonBody = <S extends z.ZodType>(schema: S) => ({ body: { required: true, content: json(schema) } })

const problem = (description: string) => ({ description, content: json(ErrorBody) })

/** Every route that asks who you are. */
export const problems = {
  400: problem('Something in the request is not as it should be; details say where'),
  401: problem('Not signed in'),
  403: problem('Your role does not allow it, or the request comes from another site'),
  404: problem('It does not exist, or you may not see it'),
  429: problem('Too many requests; Retry-After says how many seconds to wait'),
  500: problem('The server failed at this'),
  503: problem('The database is not answering: try again; what you asked for may be done already'),
} as const

/** Routes that change a post besides. */
export const writeProblems = {
  ...problems,
  409: problem(
    'rev_conflict with the current post in details, invalid_transition, content_ahead, nothing_to_publish …',
  ),
  413: problem('Larger than allowed'),
} as const

export const noContent = { 204: { description: 'Done' } } as const

export const BroughtBack = PostView.extend({
  /** Number of the change that did it, see `…/replay`; null where nothing differed. */
  change: z.number().int().nullable(),
}).meta({ id: 'PostBroughtBack' })

/** A page of a list. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })

/** @throws {AppError} invalid_input for a cursor that is not ours */
export function placeOf(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined
  const place = parseCursor(cursor)
  if (place) return place
  throw new AppError('invalid_input', { details: [{ path: 'cursor', message: 'is not a cursor of this list' }] })
}

export const IfMatch = z.object({
  'if-match': z
    .string()
    .optional()
    .openapi({ description: 'The rev you decided on, in quotes; left out or `*` takes any', example: '"3"' }),
})

/** @throws {AppError} invalid_input for anything but a rev, in quotes or not, or `*` */
export function revOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined
  const rev = /^(?:W\/)?"?(\d{1,9})"?$/.exec(ifMatch.trim())?.[1]
  if (rev !== undefined) return Number(rev)
  throw new AppError('invalid_input', { details: [{ path: 'If-Match', message: 'is a rev in quotes, like "3"' }] })
}
