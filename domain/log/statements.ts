/** SQL of the log. Column names are those of prisma/schema.prisma. */

/**
 * $1 docs, $2 author ids, $3 updates: one entry each · $4 entry number (from 1), $5 client id: the claims of the batch.
 * Gives one line an entry: found (the document exists), seq (null when refused for a foreign client id).
 *
 * The heads are locked first and in the order of their names, so two nodes never wait for each other in a circle, and
 * numbers are given under that lock, so they have no gaps. A claim is written with `do update` because a row committed
 * after this statement's snapshot is seen in no other way; the log asks only for claims it does not know yet.
 */
export const APPEND = `
with entry as (
  select ord::int as ord, doc, author_id, bytes
  from unnest($1::text[], $2::int[], $3::bytea[]) with ordinality as e(doc, author_id, bytes, ord)
),
head as materialized (
  select id, doc, seq from doc_head where doc = any($1::text[]) order by doc for update
),
claim as materialized (
  select e.ord, h.id as doc_id, c.client, e.author_id
  from unnest($4::int[], $5::bigint[]) as c(ord, client)
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
),
accepted as materialized (
  select e.ord, h.id as doc_id, h.doc, e.author_id, e.bytes,
    (h.seq + row_number() over (partition by h.id order by e.ord))::int as seq
  from entry e
  join head h on h.doc = e.doc
  where e.ord not in (select ord from refused)
),
raised as (
  update doc_head set seq = a.top
  from (select doc_id, max(seq) as top from accepted group by doc_id) a
  where doc_head.id = a.doc_id
),
inserted as (
  insert into doc_update ("docId", seq, "authorId", update)
  select doc_id, seq, author_id, bytes from accepted
),
told as materialized (
  select pg_notify($6::text, doc || ' ' || max(seq)) from accepted group by doc
)
select e.ord, (h.id is not null) as found, a.seq, (select count(*) from told) as told
from entry e
left join head h on h.doc = e.doc
left join accepted a on a.ord = e.ord
order by e.ord`

/** $1 doc, $2 author id, $3 update, $4 client ids. No line when the document is there already. */
export const CREATE = `
with head as (
  insert into doc_head (doc, seq) values ($1, 1) on conflict (doc) do nothing returning id
),
first_row as (
  insert into doc_update ("docId", seq, "authorId", update) select id, 1, $2::int, $3::bytea from head
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

/** $1 doc id, $2 greatest seq that counts. */
export const NEWEST_SNAPSHOT = `
select seq, state from doc_snapshot where "docId" = $1 and seq <= $2 order by seq desc limit 1`

/** $1 doc id, $2 after, $3 through. */
export const READ_ROWS = `
select u.seq, u.update, a.author
from doc_update u
join doc_author a on a.id = u."authorId"
where u."docId" = $1 and u.seq > $2 and u.seq <= $3
  and not exists (select 1 from doc_set_aside s where s."docId" = u."docId" and s.seq = u.seq)
order by u.seq`

export const READ_OWNERS = `
select c."clientId" as client, a.author from doc_client c join doc_author a on a.id = c."authorId" where c."docId" = $1`

export const INSERT_SNAPSHOT = `
insert into doc_snapshot ("docId", seq, state) values ($1, $2, $3)
on conflict ("docId", seq) do update set state = excluded.state
returning state`

/** $1 doc id, $2 how many to keep. */
export const DROP_OLD_SNAPSHOTS = `
delete from doc_snapshot where "docId" = $1
  and seq not in (select seq from doc_snapshot where "docId" = $1 order by seq desc limit $2)`

export const SET_ASIDE = `
insert into doc_set_aside ("docId", seq, reason) select id, $2, $3 from doc_head where doc = $1
on conflict ("docId", seq) do nothing`
