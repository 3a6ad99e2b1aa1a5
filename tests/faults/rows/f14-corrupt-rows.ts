/** F14: a bit of a row or of a snapshot is wrong, or garbage stands among the rows, when the server starts. */
import { until } from '#tests/support/until.ts'
import { breakGround, type Ground } from '../ground.ts'
import { faultsOf, judge } from '../oracle.ts'
import type { Row } from '../row.ts'
import { openTeam, PATIENTLY } from '../team.ts'

const TOKENS_EACH = 30

type Damage = {
  readonly what: string
  readonly sql: string
  /** The snapshot holds the rows before it, and would hide what is wrong with them. */
  readonly withoutSnapshots?: boolean
}

/** $1 is the document. */
const DAMAGES: readonly Damage[] = [
  {
    what: 'a bit of a row in the middle',
    withoutSnapshots: true,
    sql: `update doc_update set update = set_byte(update, length(update) / 2, get_byte(update, length(update) / 2) # 4)
      where seq = 60 and "docId" = (select id from doc_head where doc = $1)`,
  },
  {
    what: 'a bit of the newest snapshot',
    sql: `update doc_snapshot set state = set_byte(state, length(state) / 2, get_byte(state, length(state) / 2) # 4)
      where "docId" = (select id from doc_head where doc = $1)`,
  },
  {
    what: 'a row of garbage at the end',
    sql: `with head as (update doc_head set seq = seq + 1 where doc = $1 returning id, seq)
      insert into doc_update ("docId", seq, "authorId", update)
      select head.id, head.seq, (select min(id) from doc_author), '\\x07070707'::bytea from head`,
  },
]

export const f14: Row = {
  id: 'F14',
  what: 'a wrong bit in a row, in a snapshot, and a row of garbage',
  goal: 'every document opens whole, others untouched, rows kept, an alert is logged, the process lives',
  async run({ dice, full, count, note }) {
    const rounds = count ?? (full ? 10 : 1)
    const ground = await breakGround()
    try {
      const faults: string[] = []
      for (let round = 0; round < rounds; round += 1) {
        for (const damage of DAMAGES) faults.push(...(await tryOne(damage)))
      }
      return {
        ran: true,
        count: `${rounds} × ${DAMAGES.length} damages`,
        figure: `${faults.length} documents that did not open whole`,
        faults,
        late: [],
      }

      async function tryOne({ what, sql, withoutSnapshots }: Damage): Promise<string[]> {
        const [post, other] = [await ground.addPost(), await ground.addPost()]
        let server = await ground.startServer()
        const writers = await openTeam(ground, post, { dice, tabs: 3 })
        const others = await openTeam(ground, other, { dice, tabs: 1, prefix: 'other' })
        for (let index = 0; index < TOKENS_EACH; index += 1) {
          for (const robot of [...writers, ...others]) robot.type()
          await until(() => writers.every(robot => robot.isSaved()), PATIENTLY)
        }
        await until(() => others.every(robot => robot.isSaved()), PATIENTLY)
        server.kill('SIGTERM')
        await server.exited
        const rows = await rowsOf(ground, post.doc)
        if (withoutSnapshots) await ground.pool.query('delete from doc_snapshot')
        const { rowCount } = await ground.pool.query(sql, [post.doc])
        if (rowCount === 0) return [`${what}: there was nothing to damage`]
        const alertsBefore = ground.serverLog().split('"alert":true').length
        note(`${what}: ${rowCount} changed of ${rows} rows`)
        server = await ground.startServer()
        const wrong: string[] = []
        const opened = async (robots: typeof writers, which: typeof post) => {
          const verdict = await judge(ground, which, robots, { dice })
          wrong.push(...faultsOf(verdict))
        }
        await opened(writers, post)
        await opened(others, other)
        if (!server.isRunning()) wrong.push('the process ended')
        if ((await rowsOf(ground, post.doc)) < rows) wrong.push('rows are gone')
        if (ground.serverLog().split('"alert":true').length === alertsBefore) wrong.push('no alert')
        for (const robot of [...writers, ...others]) robot.close()
        server.kill('SIGTERM')
        await server.exited
        return wrong.map(one => `${what}: ${one}`)
      }
    } finally {
      await ground.close()
    }
  },
}

async function rowsOf({ pool }: Ground, doc: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from doc_update where "docId" = (select id from doc_head where doc = $1)`,
    [doc],
  )
  return rows[0]?.count ?? 0
}
