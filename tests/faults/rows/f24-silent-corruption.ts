/** F24: one wrong byte, planted in ten documents that nobody opens; the check of each night must find them. */
import { pino } from 'pino'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { createWriteAgain } from '#domain/log/swept-words.ts'
import { createUpkeep } from '#domain/log/upkeep.ts'
import { jsonOf } from '#domain/text/document.ts'
import { until } from '#tests/support/until.ts'
import { breakGround } from '../ground.ts'
import type { Row } from '../row.ts'
import { openTeam, PATIENTLY } from '../team.ts'

const DOCUMENTS = 12
const DAMAGED = 10
const TOKENS_EACH = 60

export const f24: Row = {
  id: 'F24',
  what: 'one wrong byte in 10 of 12 documents: in rows, packed rows, snapshots',
  goal: 'found 10/10 and nothing else, repaired from the log, no row removed',
  async run({ dice, note }) {
    const ground = await breakGround()
    try {
      const { pool, db, witness } = ground
      const log = createPostgresLog({ pool, logger: pino({ level: 'silent' }) })
      const server = await ground.startServer()
      const posts = []
      for (let index = 0; index < DOCUMENTS; index += 1) posts.push(await ground.addPost())
      for (const post of posts) {
        const robots = await openTeam(ground, post, { dice, tabs: 2 })
        for (let token = 0; token < TOKENS_EACH; token += 1) {
          robots[token % 2]?.type()
          await until(() => robots.every(robot => robot.isSaved()), PATIENTLY)
        }
        for (const robot of robots) robot.close()
      }
      server.kill('SIGTERM')
      await server.exited
      const before = new Map<string, string>()
      const rows = new Map<string, number>()
      const planted: string[] = []
      for (const [index, { doc }] of posts.entries()) {
        if (index % 3 === 1) await log.compact(doc, { leastRows: 1 })
        before.set(doc, JSON.stringify(jsonOf(await witness.rebuild(doc))))
        rows.set(doc, await witness.rowCount(doc))
        if (index >= DAMAGED) continue
        const [table, column] = [
          ['doc_update', 'update'],
          ['doc_segment', 'packed'],
          ['doc_snapshot', 'state'],
        ][index % 3] ?? ['', '']
        const { rowCount } = await pool.query(
          `update ${table} set ${column} = set_byte(${column}, $2 % length(${column}), get_byte(${column}, $2 % length(${column})) # 1)
          where "docId" = (select id from doc_head where doc = $1)
            and ctid = (select min(ctid) from ${table} where "docId" = (select id from doc_head where doc = $1))`,
          [doc, dice.whole(0, 1_000)],
        )
        if (rowCount === 1) planted.push(doc)
        note(`${doc}: a byte in ${table}`)
      }
      let findings = 0
      const upkeep = createUpkeep({
        log,
        pool,
        db,
        writeAgain: createWriteAgain({ db, log }),
        logger: pino({ level: 'silent' }),
        onFinding: () => {
          findings += 1
        },
      })
      const { checked, damaged } = await upkeep.checkSample(DOCUMENTS * 2)
      const again = await upkeep.checkSample(DOCUMENTS * 2)
      const faults: string[] = []
      if (planted.length !== DAMAGED) faults.push(`only ${planted.length} bytes could be planted`)
      for (const doc of planted) if (!damaged.includes(doc)) faults.push(`${doc}: not found`)
      for (const doc of damaged) if (!planted.includes(doc)) faults.push(`${doc}: found, and there was nothing`)
      if (again.damaged.length > 0) faults.push(`${again.damaged.length} still damaged after the repair`)
      for (const { doc } of posts) {
        if (JSON.stringify(jsonOf(await witness.rebuild(doc))) !== before.get(doc)) faults.push(`${doc}: another text`)
        if ((await witness.rowCount(doc)) < (rows.get(doc) ?? 0)) faults.push(`${doc}: rows are gone`)
      }
      return {
        ran: true,
        count: `${planted.length} bytes, ${checked} documents checked`,
        figure: `found ${damaged.length}, ${findings} findings, ${again.damaged.length} left after the repair`,
        faults,
        late: [],
      }
    } finally {
      await ground.close()
    }
  },
}
