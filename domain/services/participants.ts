/** Who takes part in a post: began it, wrote in its text, commented, or was named for it. Their access is not asked here. */
import { docName } from '#domain/contract/doc-names.ts'
import type { PostId } from '#domain/contract/ids.ts'
import { EVERYONE } from '#domain/text/mentions.ts'
import type { Tx } from '#prisma/client.ts'

/** The people that mentions name, with everybody who takes part in place of `everyone`. */
export async function findMentioned(tx: Tx, postId: PostId, userIds: Iterable<string>): Promise<readonly string[]> {
  const named = new Set(userIds)
  if (!named.delete(EVERYONE)) return [...named]
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select "createdById" as id from post where id = ${postId}::uuid
    union
    select "userId" from post_person where "postId" = ${postId}::uuid
    union
    select c."authorId" from comment c join thread t on t.id = c."threadId"
    where t."postId" = ${postId}::uuid and c."deletedAt" is null
    union
    select a.author from doc_head h
    join doc_client k on k."docId" = h.id
    join doc_author a on a.id = k."authorId"
    where h.doc = ${docName.post(postId)}`
  return [...new Set([...named, ...rows.map(({ id }) => id)])]
}
