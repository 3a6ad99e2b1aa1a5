/** Opening a post that was written for a long time: what it costs the server, and what its rows take on disk. */
import type pg from 'pg'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { createWriteAgain } from '#domain/log/swept-words.ts'
import type { UpdateLog } from '#domain/log/update-log.ts'
import { giveBackSpace, packDocument } from '#domain/log/upkeep.ts'
import { createLogger } from '#domain/logger.ts'
import { createDb } from '#prisma/client.ts'
import type { Bench, Row } from '../bench.ts'
import { sleep } from '../machine/clock.ts'
import { quietMachine } from '../machine/pinning.ts'
import { type History, imagineHistory, imagineRewriting, readHistories } from '../people/history.ts'
import { NEW_POST } from '../people/post-state.ts'
import { median, rounded } from '../statistics.ts'
import type { Person } from '../targets/target.ts'
import type { Session } from '../wire/session.ts'

const EDITS = 250_000
/** How much was written and taken away again in posts of one size: opening the longer history must cost no more. */
const REWRITTEN = [1_000, 100_000]
const OPENS = 5
const APPENDED_AT_ONCE = 5_000
/** A server that does not open it says so, and that is a figure too. */
const TRIES = 3

export async function* history(bench: Bench): AsyncGenerator<Row> {
  if (!bench.target.stores) return
  const histories = [imagineHistory(EDITS), ...(bench.tracePath ? readHistories(bench.tracePath) : [])]
  for (const one of histories) {
    if (bench.target.name === 'galley') yield* ours(bench, one)
    // The same text as if it had been pasted: what opening costs without a history.
    yield { case: `${one.name}, stored as one state`, figures: await openAfresh(bench, await seat(bench, one.state)) }
  }
  if (bench.target.name === 'galley') for (const edits of REWRITTEN) yield await rewritten(bench, edits)
}

/** One opening is a few milliseconds: the middle of several, each by a server that was just started. */
async function rewritten(bench: Bench, edits: number): Promise<Row> {
  const { name, updates, clientId } = imagineRewriting(edits)
  const log = logOf(bench)
  const place = await seat(bench, NEW_POST)
  await append(log, place, updates, clientId)
  await pack(bench, log, place.room)
  const opens: Record<string, number>[] = []
  for (let open = 0; open < OPENS; open++) opens.push(await openAfresh(bench, place))
  const middle = (figure: string) => rounded(median(opens.map(figures => figures[figure] ?? 0)))
  const figures = ['refused opens', 'open ms', 'server cpu ms', 'MiB more', 'sent kB', 'noise']
  return { case: name, figures: Object.fromEntries(figures.map(figure => [figure, middle(figure)])) }
}

async function pack({ databaseUrl }: Bench, log: UpdateLog, doc: string): Promise<void> {
  if (!databaseUrl) throw new Error('Galley needs its database')
  const db = createDb(databaseUrl, { connections: 1 })
  await packDocument({ log, writeAgain: createWriteAgain({ db, log }) }, doc)
  await db.$disconnect()
}

function logOf({ storage: { pool } }: Bench): UpdateLog {
  if (!pool) throw new Error('Galley needs its database')
  return createPostgresLog({ pool, logger: createLogger('bench', 'silent') })
}

type Seat = { readonly room: string; readonly person: Person }

async function* ours(bench: Bench, { name, updates, clientId }: History): AsyncGenerator<Row> {
  const { pool } = bench.storage
  if (!pool) throw new Error('Galley needs its database')
  const log = logOf(bench)
  const place = await seat(bench, NEW_POST)
  const before = await logBytes(pool)
  await append(log, place, updates, clientId)
  const perEdit = async () => rounded(((await logBytes(pool)) - before) / updates.length)
  const raw = updates.reduce((sum, update) => sum + update.byteLength, 0)
  const rows = { 'disk bytes per edit': await perEdit(), 'Yjs bytes per edit': rounded(raw / updates.length) }
  yield { case: `${name}, rows alone`, figures: rows }
  // A server makes a snapshot each few hundred rows, and packs them when they are old: none ever opens so many alone.
  await pack(bench, log, place.room)
  await giveBackSpace(pool)
  const packed = { 'disk bytes per edit': await perEdit() }
  yield { case: `${name}, with a snapshot`, figures: { ...packed, ...(await openAfresh(bench, place)) } }
}

async function seat(bench: Bench, state: Uint8Array): Promise<Seat> {
  const { teams } = await bench.fill({ teams: 1, peopleInTeam: 1, postsInTeam: 1, state })
  const [post] = teams[0]?.posts ?? []
  const [person] = teams[0]?.people ?? []
  if (!post || !person) throw new Error('nobody is there')
  return { room: post.room, person }
}

/** As a server appends them, in one document's order. */
async function append(log: UpdateLog, { room, person }: Seat, updates: readonly Uint8Array[], clientId: number) {
  for (let from = 0; from < updates.length; from += APPENDED_AT_ONCE) {
    const some = updates.slice(from, from + APPENDED_AT_ONCE)
    await Promise.all(some.map(update => log.append({ doc: room, update, author: person.id, clients: [clientId] })))
  }
}

/** Rows, segments and snapshots with their indexes, as they lie on disk. */
async function logBytes(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>(
    `select sum(pg_total_relation_size(name)) as bytes from unnest(array['doc_update', 'doc_segment', 'doc_snapshot']) name`,
  )
  return Number(rows[0]?.bytes ?? 0)
}

/** By a server that has just started and has opened one small post before. */
async function openAfresh(bench: Bench, place: Seat): Promise<Record<string, number>> {
  await bench.server.restart()
  const small = await bench.open(await seat(bench, NEW_POST))
  small.close()
  await quietMachine()
  const before = await bench.server.settledBytes()
  let refusals = 0
  const { session, usage } = await openPatiently(bench, place, () => {
    refusals += 1
  })
  if (!session) return { 'refused opens': refusals, 'server cpu ms': rounded(usage.serverCpuSeconds * 1000) }
  const { readyAt, startedAt, stateBytes } = session.facts
  const after = await bench.server.settledBytes()
  session.close()
  await sleep(500)
  return {
    'refused opens': refusals,
    'open ms': rounded(readyAt - startedAt),
    'server cpu ms': rounded(usage.serverCpuSeconds * 1000),
    'MiB more': rounded((after - before) / 2 ** 20),
    'sent kB': rounded(stateBytes / 1000),
    noise: usage.noise,
  }
}

async function openPatiently(bench: Bench, place: Seat, onRefusal: () => void) {
  let session: Session | undefined
  const usage = await bench.server.measure(async () => {
    for (let tries = 0; tries < TRIES && !session; tries++) {
      session = await bench.open(place).catch(() => undefined)
      if (!session) onRefusal()
    }
  }, 'open a long history')
  return { session, usage }
}
