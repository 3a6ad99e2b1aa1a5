/** A process of its own appends or packs and is killed at a named point; what it leaves behind is looked at from here. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createLogger } from '#domain/logger.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import { createPostgresLog } from './postgres-log.ts'
import { checkDocument } from './repair.ts'
import { textOf } from './update-log.suite.ts'
import { createWriter } from './writer.ts'

const { url, pool } = await testDatabase()
const log = createPostgresLog({ pool, logger: createLogger('test', 'silent') })
afterAll(() => log.close())

const fileUrl = (name: string) => JSON.stringify(join(import.meta.dirname, name))
const BEGINNING = `
import pg from 'pg'
import { writeSync } from 'node:fs'
import { createPostgresLog } from ${fileUrl('postgres-log.ts')}
import { createLogger } from ${fileUrl('../logger.ts')}
import { createWriter } from ${fileUrl('writer.ts')}
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
const log = createPostgresLog({ pool, logger: createLogger('child', 'silent') })
const doc = process.env.DOC
`
/** Says each token only when it is stored. */
const APPENDS = `${BEGINNING}
const writer = createWriter(doc, 'ben-00001')
for (let n = 0; ; n += 1) {
  await log.append(writer.type('[' + n + ']'))
  writeSync(1, '[' + n + '] ')
}`
const PACKS = `${BEGINNING}
await log.compact(doc, { leastRows: 1, mostRows: 40 })`

async function runToDeath(program: string, doc: string, crashAt: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, DATABASE_URL: url, DOC: doc, GALLEY_CRASH_AT: crashAt },
  })
  let said = ''
  let complaints = ''
  child.stdout.on('data', text => {
    said += text
  })
  child.stderr.on('data', text => {
    complaints += text
  })
  const [, signal] = await once(child, 'close')
  expect(complaints).toContain('crash point')
  expect(signal).toBe('SIGKILL')
  return said
}

async function begin(rows: number) {
  const writer = createWriter(`post:${crypto.randomUUID()}`, 'anna-0001')
  await log.create(writer.type('first '))
  await Promise.all(Array.from({ length: rows - 1 }, (_, index) => log.append(writer.type(`${index} `))))
  return writer
}

describe('killed while appending', () => {
  for (const point of ['after-vet', 'after-insert-before-commit']) {
    for (const pass of [1, 2, 7]) {
      test(`[UL32] ${point}, pass ${pass}: what was said to be stored is there once, and writing goes on`, async () => {
        const { doc } = await begin(1)
        const said = (await runToDeath(APPENDS, doc, `${point}:${pass}`)).split(' ').filter(Boolean)
        expect(said).toHaveLength(pass - 1)
        const text = textOf(await log.load(doc))
        for (const token of said) expect(text.split(token)).toHaveLength(2)
        expect(await log.append(createWriter(doc, 'anna-0001').type('on'))).toEqual({ seq: pass + 1 })
        expect(await checkDocument(log, doc)).toEqual([])
      })
    }
  }
})

describe('killed while packing', () => {
  for (const point of ['compact-after-segment', 'compact-after-removal', 'compact-after-commit']) {
    for (const pass of [1, 2]) {
      test(`[UL32] ${point}, pass ${pass}: every row is in one place, and the next one packs the rest`, async () => {
        const writer = await begin(100)
        await log.saveSnapshot(writer.doc, 100, writer.state())
        const before = await log.history(writer.doc, 0)
        await runToDeath(PACKS, writer.doc, `${point}:${pass}`)
        const packedSoFar = 40 * (point === 'compact-after-commit' ? pass : pass - 1)
        const { rowCount } = await pool.query(
          'select 1 from doc_update where "docId" = (select id from doc_head where doc = $1)',
          [writer.doc],
        )
        expect(rowCount).toBe(100 - packedSoFar)
        const same = (rows: typeof before) =>
          rows.map(
            ({ seq, author, at, update }) => `${seq} ${author} ${at.getTime()} ${Buffer.from(update).toString('hex')}`,
          )
        expect(same(await log.history(writer.doc, 0))).toEqual(same(before))
        // The database notices a death a moment later; until then the lock is still the dead one's, and nothing is done.
        const done = await until(async () => {
          const packed = await log.compact(writer.doc, { leastRows: 1 })
          return packed.rows > 0 ? packed : null
        })
        expect(done).toEqual({ rows: 100 - packedSoFar })
        expect(same(await log.history(writer.doc, 0))).toEqual(same(before))
        expect(await checkDocument(log, writer.doc)).toEqual([])
      })
    }
  }
})
