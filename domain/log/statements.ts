/** SQL of the log. Column names are those of prisma/schema.prisma. */
import { NOBODY_FURTHER } from './listeners.ts'

/**
 * $1 docs, $2 author ids, $3 updates, $4 their checksums: one entry each · $5 channel · $6 whether we are first among those
 * who listen. Gives one line an entry: found (the document exists), seq.
 *
 * The heads are locked first and in the order of their names, so two nodes never wait for each other in a circle, and
 * numbers are given under that lock, so they have no gaps.
 *
 * @param claims SQL of `refused`, the entries that may not be appended; without it all may
 */
function appendStatement(claims: string | null): string {
  return `
with entry as (
  select ord::int as ord, doc, author_id, bytes, crc
  from unnest($1::text[], $2::int[], $3::bytea[], $4::int[]) with ordinality as e(doc, author_id, bytes, crc, ord)
),
head as materialized (
  select id, doc, seq from doc_head where doc = any($1::text[]) order by doc for update
),
${claims ?? ''}
accepted as materialized (
  select e.ord, h.id as doc_id, h.doc, e.author_id, e.bytes, e.crc,
    (h.seq + row_number() over (partition by h.id order by e.ord))::int as seq
  from entry e
  join head h on h.doc = e.doc
  ${claims === null ? '' : 'where e.ord not in (select ord from refused)'}
),
raised as (
  update doc_head set seq = a.top
  from (select doc_id, max(seq) as top from accepted group by doc_id) a
  where doc_head.id = a.doc_id
),
inserted as (
  insert into doc_update ("docId", seq, "authorId", update, crc)
  select doc_id, seq, author_id, bytes, crc from accepted
),
alone as materialized (
  select case when $6::boolean then ${NOBODY_FURTHER} else false end as alone
),
told as materialized (
  select pg_notify($5::text, doc || ' ' || max(seq)) from accepted where not (select alone from alone) group by doc
)
select e.ord, (h.id is not null) as found, a.seq, (select count(*) from told) as told
from entry e
left join head h on h.doc = e.doc
left join accepted a on a.ord = e.ord
order by e.ord`
}

/** What entries bring that claim nothing, as keystrokes in several documents do: a fifth less work in Postgres. */
export const APPEND = appendStatement(null)

/**
 * The same with claims: $7 entry number (from 1), $8 client id. `seq` is null for an entry refused for a foreign client id.
 *
 * A claim is written with `do update` because a row committed after this statement's snapshot is seen in no other way; the
 * log asks only for claims it does not know yet.
 */
export const APPEND_WITH_CLAIMS = appendStatement(`
claim as materialized (
  select e.ord, h.id as doc_id, c.client, e.author_id
  from unnest($7::int[], $8::bigint[]) as c(ord, client)
  join entry e on e.ord = c.ord
  join head h on h.doc = e.doc
),
foreign_before as materialized (
  select distinct c.ord
  from claim c
  join doc_client d on d."docId" = c.doc_id and d."clientId" = c.client
  where d."authorId" <> c.author_id
),
claimed as (
  insert into doc_client ("docId", "clientId", "authorId")
  select distinct on (doc_id, client) doc_id, client, author_id
  from claim
  where ord not in (select ord from foreign_before)
  order by doc_id, client, ord
  on conflict ("docId", "clientId") do update set "authorId" = doc_client."authorId"
  returning "docId", "clientId", "authorId"
),
refused as materialized (
  select ord from foreign_before
  union
  select c.ord from claim c
  join claimed d on d."docId" = c.doc_id and d."clientId" = c.client
  where d."authorId" <> c.author_id
),`)

/**
 * The same for entries of one document that claim nothing, which a keystroke is: a quarter of the work in Postgres.
 * $1 doc, $2 author ids, $3 updates, $4 their checksums, $5 how many, $6 channel, $7 whether we are first among those who
 * listen. One line with the number of the row
 * before them; none when the document does not exist.
 */
export const APPEND_TO_ONE = `
with raised as (
  update doc_head set seq = seq + $5::int where doc = $1::text returning id, seq - $5::int as before
),
inserted as (
  insert into doc_update ("docId", seq, "authorId", update, crc)
  select r.id, (r.before + e.ord)::int, e.author_id, e.bytes, e.crc
  from raised r, unnest($2::int[], $3::bytea[], $4::int[]) with ordinality as e(author_id, bytes, crc, ord)
)
select before,
  case when case when $7::boolean then ${NOBODY_FURTHER} else false end then null
    else pg_notify($6::text, $1::text || ' ' || (before + $5::int)) end
from raised`

/** $1 doc, $2 author id, $3 update, $4 client ids. No line when the document is there already. */
export const CREATE = `
with head as (
  insert into doc_head (doc, seq) values ($1, 1) on conflict (doc) do nothing returning id
),
first_row as (
  insert into doc_update ("docId", seq, "authorId", update, crc) select id, 1, $2::int, $3::bytea, $5::int from head
),
claimed as (
  insert into doc_client ("docId", "clientId", "authorId") select id, unnest($4::bigint[]), $2::int from head
)
select id from head`

/** $1 names. Names that another transaction is just writing may be missing: ask again. */
export const INTERN_AUTHORS = `
with missing as (
  select name from unnest($1::text[]) as name
  where not exists (select 1 from doc_author where author = name)
),
made as (
  insert into doc_author (author) select name from missing on conflict (author) do nothing returning id, author
)
select id, author from made
union
select id, author from doc_author where author = any($1::text[])`

export const FIND_HEAD = 'select id, seq from doc_head where doc = $1'

/** $1 doc id, $2 greatest seq that counts. Newest first. */
export const READ_SNAPSHOTS = `
select seq, state, crc from doc_snapshot where "docId" = $1 and seq <= $2 order by seq desc`

/** $1 doc id, $2 greatest seq that counts. */
export const NEWEST_SNAPSHOT = `${READ_SNAPSHOTS} limit 1`

/**
 * $1 doc id, $2 after, $3 through. Segments, rows and numbers set aside, in order: in one statement, since compaction
 * moves rows from one table to the other and each of two statements would see another moment.
 */
export const READ_PARTS = `
select 'segment' as kind, g."fromSeq", g."throughSeq", g.packed as bytes, g.crc, null as author, null::float8 as "atMs"
from doc_segment g
where g."docId" = $1 and g."throughSeq" > $2 and g."fromSeq" <= $3
union all
select 'row', u.seq, u.seq, u.update, u.crc, a.author, (extract(epoch from u.at) * 1000)::float8
from doc_update u
join doc_author a on a.id = u."authorId"
where u."docId" = $1 and u.seq > $2 and u.seq <= $3
union all
select 'aside', s.seq, s.seq, null, null, null, null
from doc_set_aside s
where s."docId" = $1 and s.seq > $2 and s.seq <= $3
order by 2`

export const READ_OWNERS = `
select c."clientId" as client, a.author from doc_client c join doc_author a on a.id = c."authorId" where c."docId" = $1`

export const INSERT_SNAPSHOT = `
insert into doc_snapshot ("docId", seq, state, crc) values ($1, $2, $3, $4)
on conflict ("docId", seq) do update set state = excluded.state, crc = excluded.crc`

/** $1 doc id, $2 how many to keep. */
export const DROP_OLD_SNAPSHOTS = `
delete from doc_snapshot where "docId" = $1
  and seq not in (select seq from doc_snapshot where "docId" = $1 order by seq desc limit $2)`

/** $1 doc, $2 first and $3 last number, $4 why. */
export const SET_ASIDE = `
insert into doc_set_aside ("docId", seq, reason) select id, generate_series($2::int, $3::int), $4 from doc_head where doc = $1
on conflict ("docId", seq) do nothing`

/** $1 doc id. True for one transaction at a time, until it ends. The first number is ours among advisory locks. */
export const LOCK_COMPACTION = 'select pg_try_advisory_xact_lock(7203, $1) as mine'

/** $1 doc id, $2 through, $3 how many. The oldest rows that are not packed. */
export const READ_UNPACKED = `
select u.seq, u.update, u.crc, a.author, (extract(epoch from u.at) * 1000)::float8 as "atMs",
  exists (select 1 from doc_set_aside s where s."docId" = u."docId" and s.seq = u.seq) as "isAside"
from doc_update u
join doc_author a on a.id = u."authorId"
where u."docId" = $1 and u.seq <= $2
order by u.seq
limit $3`

export const INSERT_SEGMENT = `
insert into doc_segment ("docId", "fromSeq", "throughSeq", crc, packed) values ($1, $2, $3, $4, $5)`

export const READ_SEGMENT = 'select packed as bytes, crc from doc_segment where "docId" = $1 and "throughSeq" = $2'

export const REMOVE_PACKED = 'delete from doc_update where "docId" = $1 and seq between $2 and $3'

/** $1 doc id, $2 seq. */
export const READ_ROW = 'select update as bytes, crc from doc_update where "docId" = $1 and seq = $2'

/** $1 doc id, $2 seq, $3 bytes, $4 the checksum that they have. */
export const MEND_ROW = 'update doc_update set update = $3 where "docId" = $1 and seq = $2 and crc = $4'
export const MEND_SEGMENT = 'update doc_segment set packed = $3 where "docId" = $1 and "throughSeq" = $2 and crc = $4'
