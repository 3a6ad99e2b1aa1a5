/** F2: the process ends by SIGKILL at each named place of the code, and is started again. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import pg from 'pg'
import * as Y from 'yjs'
import { CRASH_POINTS, type CrashPoint } from '#domain/crash-point.ts'
import { migrate } from '#prisma/schema-engine.ts'
import { ROOT } from '#scripts/run.ts'
import { until } from '#tests/support/until.ts'
import { breakGround, type Ground } from '../ground.ts'
import { faultsOf, judge, watchStored } from '../oracle.ts'
import type { Robot } from '../robot.ts'
import type { Row, Run } from '../row.ts'
import { CRASH_WHEN_TOLD, type ServerProcess } from '../server-process.ts'
import { openTeam, PATIENTLY } from '../team.ts'

const PER_SECOND = 20
/** Rows that are there before compaction is asked for. */
const ROWS_BEFORE = 700

/** Those of deliveries are F17's. */
const POINTS = CRASH_POINTS.filter(point => !point.startsWith('delivery'))
const OF_COMPACTION = POINTS.filter(point => point.startsWith('compact'))
const OF_MIGRATION = POINTS.filter(point => point.startsWith('migrate'))
const OF_SERVER = POINTS.filter(point => !OF_COMPACTION.includes(point) && !OF_MIGRATION.includes(point))

export const f02: Row = {
  id: 'F2',
  what: `kill at each of ${POINTS.length} named places of the code`,
  goal: '0 lost, 0 twice, 0 stuck',
  async run(run) {
    const rounds = run.count ?? (run.full ? 25 : 1)
    const ground = await breakGround()
    try {
      const faults: string[] = []
      const counts: string[] = []
      let stored = 0
      const tryEach = async (points: readonly CrashPoint[], crash: (point: CrashPoint) => Promise<Crash>) => {
        for (const point of points) {
          let crashes = 0
          for (let round = 0; round < rounds; round += 1) {
            const result = await crash(point)
            if (result.crashed) crashes += 1
            else faults.push(`${point}: it was never reached`)
            stored += result.stored
            faults.push(...result.faults.map(fault => `${point}: ${fault}`))
            run.note(`${point}, round ${round + 1}: ${result.crashed ? 'crashed' : 'not reached'}`)
          }
          counts.push(`${point} ×${crashes}`)
        }
      }
      const victim = createVictim(ground)
      await tryEach(OF_SERVER, point => victim.crash(point, run))
      // The last one goes on beside the compactions.
      await tryEach(OF_COMPACTION, point => crashCompaction(ground, point, run))
      await victim.stop()
      await tryEach(OF_MIGRATION, point => crashMigration(ground, point))
      return { ran: true, count: counts.join(', '), figure: `${stored} tokens saved`, faults, late: [] }
    } finally {
      await ground.close()
    }
  },
}

/** Passed with every update. */
const MANY_TIMES: ReadonlySet<CrashPoint> = new Set([
  'after-vet',
  'after-insert-before-commit',
  'after-commit-before-ack',
  'after-apply',
])

type Crash = { readonly crashed: boolean; readonly stored: number; readonly faults: readonly string[] }

/** A server lives through one point's crash, started anew, and dies at the next. */
function createVictim(ground: Ground) {
  let server: ServerProcess | undefined
  const stop = async () => {
    server?.kill('SIGTERM')
    await server?.exited
  }
  return { crash, stop }

  async function crash(point: CrashPoint, { dice, full, note }: Run): Promise<Crash> {
    const post = await ground.addPost()
    const pass = MANY_TIMES.has(point) ? dice.whole(1, full ? 200 : 60) : 1
    server ??= await ground.startServer(CRASH_WHEN_TOLD)
    const victim = server
    const robots = await openTeam(ground, post, { dice })
    const watched = watchStored(ground, post, robots)
    victim.crashAt(point, pass)
    for (const robot of robots) robot.keepTyping(PER_SECOND)
    const restless = point === 'before-words-are-back' ? changeBlocks(robots[0]) : null
    const crashed = await until(() => !victim.isRunning(), PATIENTLY).catch(() => false)
    restless?.stop()
    if (!crashed) victim.kill('SIGKILL')
    await victim.exited
    note(`${point}:${pass}, ${robots.reduce((sum, { tokens }) => sum + tokens.length, 0)} tokens typed`)
    server = await ground.startServer(CRASH_WHEN_TOLD)
    for (const robot of robots) robot.type()
    for (const robot of robots) robot.stopTyping()
    if (restless) await until(() => robots.every(robot => holdsAll(robot, robots)), PATIENTLY).catch(() => false)
    const verdict = await judge(ground, post, robots, { dice })
    await watched.answered()
    for (const robot of robots) robot.close()
    return { crashed, stored: verdict.stored, faults: faultsOf(verdict, watched) }
  }
}

/** Makes the block that most is written into a heading, and a paragraph again, as an editor does: by putting one in its place. */
function changeBlocks(robot: Robot | undefined): { readonly stop: () => void } {
  if (!robot) throw new Error('Nobody is there')
  const body = robot.doc.getXmlFragment('body')
  const timer = setInterval(() => {
    const block = body.get(1)
    if (!(block instanceof Y.XmlElement)) return
    const next = new Y.XmlElement(block.nodeName === 'paragraph' ? 'heading' : 'paragraph')
    const words = block.toArray().map(text => (text instanceof Y.XmlText ? text.toString() : ''))
    robot.doc.transact(() => {
      body.delete(1, 1)
      next.insert(0, [new Y.XmlText(words.join(''))])
      body.insert(1, [next])
    })
  }, 60)
  return { stop: () => clearInterval(timer) }
}

/** What was swept away is stored at once, and is back in the text a moment later. */
function holdsAll({ doc }: Robot, robots: readonly Robot[]): boolean {
  const words = doc.getXmlFragment('body').toString()
  return robots.every(({ tokens }) => tokens.every(({ text }) => words.includes(text)))
}

/** Compaction dies in a process of its own, beside a server that goes on; the next one must do it. */
async function crashCompaction(ground: Ground, point: CrashPoint, { dice }: Run): Promise<Crash> {
  const post = await ground.addPost()
  const robots = await openTeam(ground, post, { dice })
  const watched = watchStored(ground, post, robots, 10)
  for (let row = 0; row < ROWS_BEFORE; row += 1) robots[row % robots.length]?.type()
  await until(() => robots.every(robot => robot.isSaved()), PATIENTLY)
  const rows = await ground.witness.rowCount(post.doc)
  for (const robot of robots) robot.keepTyping(5)
  const compact = async (env: Record<string, string>) => {
    const child = fork(join(ROOT, 'tests', 'faults', 'compact.ts'), [post.doc], {
      execArgv: [],
      stdio: 'ignore',
      env: { ...process.env, DATABASE_URL: ground.databaseUrl, ...env },
    })
    return once(child, 'exit')
  }
  const [, signal] = await compact({ GALLEY_CRASH_AT: point })
  const faults: string[] = []
  if ((await ground.witness.rowCount(post.doc)) < rows) faults.push('rows went with the killed compaction')
  const [code] = await compact({})
  if (code !== 0) faults.push(`the next compaction ended with ${code}`)
  for (const robot of robots) robot.stopTyping()
  const verdict = await judge(ground, post, robots, { dice })
  await watched.answered()
  for (const robot of robots) robot.close()
  return {
    crashed: signal === 'SIGKILL',
    stored: verdict.stored,
    faults: [...faults, ...faultsOf(verdict, watched)],
  }
}

/** A database of its own: the first try dies, the second must make it whole. */
async function crashMigration(ground: Ground, point: CrashPoint): Promise<Crash> {
  const name = `migrated_${crypto.randomUUID().replaceAll('-', '')}`
  await ground.pool.query(`create database ${name}`)
  const address = new URL(ground.databaseUrl)
  address.pathname = `/${name}`
  const child = fork(join(ROOT, 'scripts', 'migrate.ts'), {
    execArgv: [],
    stdio: 'ignore',
    env: { ...process.env, DATABASE_URL: address.href, GALLEY_CRASH_AT: point },
  })
  const [, signal] = await once(child, 'exit')
  const faults: string[] = []
  try {
    await migrate(address.href)
    faults.push(...(await differences(ground.databaseUrl, address.href)))
  } catch (error) {
    faults.push(`the next start could not migrate: ${error instanceof Error ? error.message : error}`)
  }
  await ground.pool.query(`drop database ${name} with (force)`)
  return { crashed: signal === 'SIGKILL', stored: 0, faults }
}

async function differences(oneUrl: string, otherUrl: string): Promise<string[]> {
  const [one, other] = await Promise.all([columnsOf(oneUrl), columnsOf(otherUrl)])
  const missing = one.filter(column => !other.includes(column))
  return missing.length > 0 ? [`after the next start there is no ${missing.slice(0, 3).join(', ')}`] : []
}

/** Every column, and each migration with whether it ended. */
async function columnsOf(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client
    .query<{ name: string }>(
      `select concat_ws('.', table_name, column_name, data_type) as name from information_schema.columns
      where table_schema = 'public'
      union all
      select concat_ws(' ', migration_name, finished_at is not null) from _prisma_migrations where rolled_back_at is null`,
    )
    .finally(() => client.end())
  return rows.map(({ name }) => name)
}
