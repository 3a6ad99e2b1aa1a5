/** A post that people wrote in for months: rows as a browser would have sent them, straight into the log. */
import pg from 'pg'
import { pino } from 'pino'
import * as Y from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import type { PostId } from '#domain/contract/ids.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { addStages, ROWS_BETWEEN_STAGES } from '#domain/log/stages.ts'
import { createWriteAgain } from '#domain/log/swept-words.ts'
import { packDocument } from '#domain/log/upkeep.ts'
import { createDb } from '#prisma/client.ts'
import { galley } from './galley.ts'

const ROWS_A_DAY = 500
/** More than one answer after the stage, so that it lies before the last part. */
const ROWS = ROWS_BETWEEN_STAGES + 2_500
const AT_ONCE = 2_000

/** A paragraph a day, which begins with its number. @returns how many rows it has */
export async function writeLongHistory(postId: string): Promise<number> {
  const pool = new pg.Pool({ connectionString: galley().databaseUrl })
  const db = createDb(galley().databaseUrl, { connections: 2 })
  const log = createPostgresLog({ pool, logger: pino({ level: 'silent' }) })
  const doc = docName.post(postId as PostId)
  try {
    const { createdById: author } = await db.post.findUniqueOrThrow({ where: { id: postId } })
    const before = await log.load(doc)
    const writer = new Y.Doc()
    for (const update of before.updates) Y.applyUpdate(writer, update)
    const updates: Uint8Array[] = []
    writer.on('update', (update: Uint8Array) => updates.push(update))
    const body = writer.getXmlFragment('body')
    for (let row = before.seq; row < ROWS; row++) {
      if (row % ROWS_A_DAY === 0 || row === before.seq) {
        const paragraph = new Y.XmlElement('paragraph')
        paragraph.insert(0, [new Y.XmlText(`Day ${1 + Math.floor(row / ROWS_A_DAY)}: `)])
        body.push([paragraph])
      } else {
        const words = (body.get(body.length - 1) as Y.XmlElement).get(0) as Y.XmlText
        words.insert(words.length, 'calm sea '.charAt(row % 9))
      }
    }
    for (let from = 0; from < updates.length; from += AT_ONCE) {
      const some = updates.slice(from, from + AT_ONCE)
      await Promise.all(some.map(update => log.append({ doc, update, author, clients: [writer.clientID] })))
    }
    await pool.query(
      `update doc_update u
       set at = now() - interval '60 days' + u.seq / ${ROWS_A_DAY} * interval '1 day' + u.seq % ${ROWS_A_DAY} * interval '1 second'
       from doc_head h where h.id = u."docId" and h.doc = $1`,
      [doc],
    )
    // A server makes a snapshot each few hundred rows: none ever opens so many alone.
    await packDocument({ log, writeAgain: createWriteAgain({ db, log }) }, doc)
    await addStages({ log, db }, doc)
    return ROWS
  } finally {
    await log.close()
    await Promise.all([db.$disconnect(), pool.end()])
  }
}
