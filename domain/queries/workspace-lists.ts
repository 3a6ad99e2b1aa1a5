/** Whether the lists of a workspace are what they were: a page that shows one asks for it again when they are not. */
import type { Tx } from '#prisma/client.ts'

/** By workspace id a word for its members, invitations, channels and incoming webhooks, as the settings show them. */
export async function findLists(db: Tx, workspaceIds: readonly string[]): Promise<Readonly<Record<string, string>>> {
  if (workspaceIds.length === 0) return {}
  const rows = await db.$queryRaw<{ id: string; word: string }[]>`
    select w.id, md5(concat_ws('/',
      (select string_agg(concat_ws('|', m."userId", m.role, m."suspendedAt" is null, u.name, u.color), ',' order by u.id)
        from member m join "user" u on u.id = m."userId" where m."workspaceId" = w.id),
      (select string_agg(i."idHash", ',' order by i."idHash") from invitation i
        where i."workspaceId" = w.id and i."acceptedAt" is null and i."revokedAt" is null),
      (select string_agg(concat_ws('|', c.id, c.name, c.enabled, c.settings, (
          select extract(epoch from max(t."answeredAt")) from channel_test t where t."channelId" = c.id
        )), ',' order by c.id) from channel c where c."workspaceId" = w.id and c."removedAt" is null),
      (select string_agg(h.id::text, ',' order by h.id) from incoming_webhook h join channel c on c.id = h."channelId"
        where c."workspaceId" = w.id)
    )) as word from workspace w where w.id = any(${[...workspaceIds]}::uuid[])`
  return Object.fromEntries(rows.map(({ id, word }) => [id, word]))
}
