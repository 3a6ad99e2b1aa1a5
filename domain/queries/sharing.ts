/** Who may see a post, for those who see it themselves. */
import { z } from 'zod'
import { FeedPerson } from '#domain/contract/feed-shape.ts'
import { ACCESS_LEVELS, type AccessLevel, POST_ACCESS, type PostAccess } from '#domain/contract/inputs/sharing.ts'
import { Role } from '#domain/contract/roles.ts'
import { type AllowedPost, mayOnPost } from '#domain/services/access.ts'
import type { Tx } from '#prisma/client.ts'

export const PostAccessView = z
  .object({
    access: z.enum(POST_ACCESS),
    /** Who began it and, on a private post, the people named; everybody else in the workspace is left out. */
    people: z.array(
      FeedPerson.extend({
        isCreator: z.boolean(),
        /** What they were given; null for who began it. */
        level: z.enum(ACCESS_LEVELS).nullable(),
        /** What they are on this post; null for somebody named who is in the workspace no more. */
        role: Role.nullable(),
      }),
    ),
    /** Whether you may change it. */
    mayShare: z.boolean(),
  })
  .meta({ id: 'PostAccess' })
export type PostAccessView = z.infer<typeof PostAccessView>

type Row = FeedPerson & { isCreator: boolean; level: AccessLevel | null; role: Role | null; access: PostAccess }

export async function getPostAccess(db: Tx, post: AllowedPost<'read'>): Promise<PostAccessView> {
  const rows = await db.$queryRaw<Row[]>`
    select u.id, u.name, u.color, p."createdById" = u.id as "isCreator", a.role, p.access,
      case when p."createdById" = u.id then null else n.level end as level
    from post p
    left join post_person n on n."postId" = p.id
    join "user" u on u.id = n."userId" or u.id = p."createdById"
    left join post_access a on a."postId" = p.id and a."userId" = u.id
    where p.id = ${post.postId}::uuid
    order by "isCreator" desc, u.name, u.id`
  const { access } = await db.post.findUniqueOrThrow({ where: { id: post.postId }, select: { access: true } })
  const people = new Map(rows.map(({ access: _, ...person }) => [person.id, person]))
  return {
    access: access as PostAccess,
    people: [...people.values()].filter(({ isCreator }) => isCreator || access === 'private'),
    mayShare: mayOnPost(post, 'share'),
  }
}
