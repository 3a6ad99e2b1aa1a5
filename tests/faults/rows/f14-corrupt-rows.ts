/** F14: a bit of a row or of a snapshot is wrong, or garbage stands among the rows, when the server starts. */
import { pino } from 'pino'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { createWriteAgain, snapshotDocument } from '#domain/log/swept-words.ts'
import { until } from '#tests/support/until.ts'
import { breakGround, type Ground, type Post } from '../ground.ts'
import { faultsOf, judge } from '../oracle.ts'
import type { Robot } from '../robot.ts'
import type { Row } from '../row.ts'
import { openTeam, PATIENTLY } from '../team.ts'

const TOKENS_EACH = 30

type Damage = {
  readonly what: string
  readonly sql: string
  /** One that is there holds the rows before it, and would hide what is wrong with them; who ends in a hurry leaves none. */
  readonly snapshot?: 'gone' | 'there'
}

/** $1 is the document. */
const DAMAGES: readonly Damage[] = [
  {
    what: 'a bit of a row in the middle',
    snapshot: 'gone',
    sql: `update doc_update set update = set_byte(update, length(update) / 2, get_byte(update, length(update) / 2) # 4)
      where seq = 60 and "docId" = (select id from doc_head where doc = $1)`,
  },
  {
    what: 'a bit of the newest snapshot',
    snapshot: 'there',
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

type Harmed = Damage & {
  readonly post: Post
  readonly other: Post
  readonly writers: readonly Robot[]
  readonly others: readonly Robot[]
}

export const f14: Row = {
  id: 'F14',
  what: 'a wrong bit in a row, in a snapshot, and a row of garbage',
  goal: 'every document opens whole, others untouched, rows kept, an alert is logged, the process lives',
  async run({ dice, full, count, note }) {
    const rounds = count ?? (full ? 10 : 1)
    const ground = await breakGround()
    try {
      const faults: string[] = []
      for (let round = 0; round < rounds; round += 1) faults.push(...(await tryAll()))
      return {
        ran: true,
        count: `${rounds} × ${DAMAGES.length} damages`,
        figure: `${faults.length} documents that did not open whole`,
        faults,
        late: [],
      }

      /** Each damage in a document of its own, all of them in the way of one start. */
      async function tryAll(): Promise<string[]> {
        let server = await ground.startServer()
        const all = await Promise.all(DAMAGES.map((damage, index) => write(damage, index)))
        server.kill('SIGTERM')
        await server.exited
        const wrong: string[] = []
        const rows = new Map<Harmed, number>()
        for (const one of all) {
          rows.set(one, await rowsOf(ground, one.post.doc))
          if (!(await harm(one))) wrong.push(`${one.what}: there was nothing to damage`)
        }
        const logBefore = ground.serverLog().length
        server = await ground.startServer()
        for (const one of all) {
          const { what, post, other, writers, others } = one
          const verdicts = [await judge(ground, post, writers, { dice }), await judge(ground, other, others, { dice })]
          wrong.push(...verdicts.flatMap(verdict => faultsOf(verdict)).map(fault => `${what}: ${fault}`))
          if ((await rowsOf(ground, post.doc)) < (rows.get(one) ?? 0)) wrong.push(`${what}: rows are gone`)
          const alerts = ground
            .serverLog()
            .slice(logBefore)
            .split('\n')
            .filter(line => line.includes('"alert":true'))
          if (!alerts.some(line => line.includes(post.doc))) wrong.push(`${what}: no alert names the document`)
        }
        if (!server.isRunning()) wrong.push('the process ended')
        for (const robot of all.flatMap(({ writers, others }) => [...writers, ...others])) robot.close()
        server.kill('SIGTERM')
        await server.exited
        return wrong
      }

      async function write(damage: Damage, index: number): Promise<Harmed> {
        const [post, other] = [await ground.addPost(), await ground.addPost()]
        const writers = await openTeam(ground, post, { dice, tabs: 3, prefix: `d${index}-` })
        const others = await openTeam(ground, other, { dice, tabs: 1, prefix: `other${index}-` })
        for (let token = 0; token < TOKENS_EACH; token += 1) {
          for (const robot of [...writers, ...others]) robot.type()
          await until(() => writers.every(robot => robot.isSaved()), PATIENTLY)
        }
        await until(() => others.every(robot => robot.isSaved()), PATIENTLY)
        return { ...damage, post, other, writers, others }
      }

      async function harm({ what, sql, snapshot, post: { doc } }: Harmed): Promise<boolean> {
        const { pool, db } = ground
        if (snapshot === 'gone') {
          await pool.query('delete from doc_snapshot where "docId" = (select id from doc_head where doc = $1)', [doc])
        }
        if (snapshot === 'there') {
          const log = createPostgresLog({ pool, logger: pino({ level: 'silent' }) })
          await snapshotDocument(log, doc, createWriteAgain({ db, log }))
        }
        const { rowCount } = await pool.query(sql, [doc])
        note(`${what}: ${rowCount} changed`)
        return rowCount !== 0
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
