/**
 * The embedded Postgres: made once, started on a loopback port, stopped in order.
 *
 *   place → stop a left-over server → initdb (once) → postgres → "ready" → create database (once)
 *
 * A one-line shell holds the other end of a pipe of ours and stops the server when we vanish, even by kill -9.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { withConnection } from '#prisma/one-connection.ts'
import { freePort } from './free-port.ts'
import { type Place, placePostgres } from './postgres-place.ts'
import { messageOf, StartError, systemCode } from './start-error.ts'

const NAME = 'galley'
const START_ATTEMPTS = 20
const ATTEMPT_DELAY_MS = 150
const STOP_LIMIT_MS = 5000

type PostgresOptions = {
  /** Folder that holds the cluster as `pg18`; made when absent. */
  readonly dataDir: string
  /** Speed over durability: nothing is synced to disk. */
  readonly forTests?: boolean
  /** A port to keep over a restart; else a free one. */
  readonly port?: number
  /** Each line that the server writes. */
  readonly onLine?: (line: string) => void
}

export type Postgres = {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Ends open connections, then the server. Safe to call twice and after the server's own end. */
  stop(): Promise<void>
  /** Called once when the server ends without `stop`. */
  onExit(callback: (lastLines: string) => void): void
}

/** @throws {StartError} one sentence with the remedy */
export async function startPostgres({ dataDir, forTests = false, port, onLine }: PostgresOptions): Promise<Postgres> {
  try {
    mkdirSync(dataDir, { recursive: true })
    const place = placePostgres(dataDir)
    await stopLeftOver(place.cluster)
    const password = await initialise(place, forTests)
    return await launchPatiently(place, { password, forTests, port, onLine })
  } catch (error) {
    throw explain(error, dataDir)
  }
}

/** A server that outlived its parent, or a lock file of one that did not. */
async function stopLeftOver(cluster: string): Promise<void> {
  const lock = join(cluster, 'postmaster.pid')
  if (!existsSync(lock)) return
  const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10)
  if (!(pid > 1) || !(await isServerOf(pid, cluster))) return rmSync(lock, { force: true })
  process.kill(pid, 'SIGINT')
  for (const startedAt = Date.now(); existsSync(lock); await sleep(20)) {
    if (Date.now() - startedAt > STOP_LIMIT_MS) {
      throw new StartError(
        `A Postgres left over from an earlier run does not stop: end process ${pid} and start again.`,
      )
    }
  }
}

async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  if (existsSync('/proc/self/cmdline')) {
    const file = `/proc/${pid}/cmdline`
    return existsSync(file) && readFileSync(file, 'utf8').split('\0').includes(cluster)
  }
  const ps = spawn('ps', ['-o', 'command=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] })
  return (await textOf(ps)).text.includes(cluster)
}

/** The cluster gets its name only when initdb has finished it, so that an interrupted one is never taken for a database. */
async function initialise({ bin, cluster, passwordFile, account }: Place, forTests: boolean): Promise<string> {
  if (existsSync(join(cluster, 'PG_VERSION'))) return readFileSync(passwordFile, 'utf8')
  if (existsSync(cluster) && readdirSync(cluster).length > 0) {
    throw new StartError(`${cluster} is not a whole database: restore it from a backup, or remove it to begin anew.`)
  }
  const making = `${cluster}.making`
  rmSync(making, { recursive: true, force: true })
  mkdirSync(making, { mode: 0o700 })
  const password = randomBytes(24).toString('hex')
  rmSync(passwordFile, { force: true })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (account) for (const path of [making, passwordFile]) chownSync(path, account.uid, account.gid)
  const access = ['--auth=scram-sha-256', `--username=${NAME}`, `--pwfile=${passwordFile}`]
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const child = spawn(
    join(bin, 'initdb'),
    ['-D', making, ...access, ...locale, '--no-instructions', ...(forTests ? ['--no-sync'] : [])],
    { ...account, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], env: serverEnvironment() },
  )
  const { code, text } = await textOf(child)
  if (code !== 0) {
    rmSync(making, { recursive: true, force: true })
    throw new Error(lastWords(text))
  }
  renameSync(making, cluster)
  return password
}

type Launch = { password: string; forTests: boolean; port: number | undefined; onLine: PostgresOptions['onLine'] }

/** A port may be taken between choice and use, and a killed server's workers need a moment to let go: both pass. */
async function launchPatiently(place: Place, launch: Launch): Promise<Postgres> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(place, launch)
    } catch (error) {
      const passes = /could not bind|Address already in use|still in use|lock file/i.test(messageOf(error))
      if (!passes || attempt === START_ATTEMPTS) throw error
      await sleep(ATTEMPT_DELAY_MS)
    }
  }
}

async function start({ bin, cluster, account }: Place, launch: Launch): Promise<Postgres> {
  const port = launch.port ?? (await freePort())
  const settings = {
    listen_addresses: '127.0.0.1',
    // Socket paths have a limit of 107 bytes, which deep checkouts exceed.
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    jit: 'off',
    ...(launch.forTests && { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(join(bin, 'postgres'), ['-D', cluster, '-p', String(port), ...flags], {
    ...account,
    cwd: '/',
    // Its own process group: Ctrl-C of the terminal is ours to answer, in order.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: serverEnvironment(),
  })
  const release = watchOver(child.pid, account)
  const lines = await readiness(child, launch.onLine).catch(error => {
    release()
    throw error
  })
  const exited = new Promise<void>(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })
  let stopping = false
  const callbacks: ((lastLines: string) => void)[] = []
  void exited.then(() => {
    release()
    if (!stopping) for (const callback of callbacks) callback(lastWords(lines.join('\n')))
  })
  const stop = async () => {
    stopping = true
    child.kill('SIGINT')
    const hurry = setTimeout(() => child.kill('SIGQUIT'), STOP_LIMIT_MS)
    await exited
    clearTimeout(hurry)
  }
  const server = `postgresql://${NAME}:${launch.password}@127.0.0.1:${port}`
  try {
    await createDatabase(`${server}/postgres`)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url: `${server}/${NAME}`,
    port,
    pid: child.pid ?? 0,
    stop,
    onExit: callback => void callbacks.push(callback),
  }
}

/** Resolves with the (growing) last lines when the server takes connections; rejects with its last words when it ends. */
function readiness(child: ChildProcess, onLine: PostgresOptions['onLine']): Promise<string[]> {
  const lines: string[] = []
  let rest = ''
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => reject(new Error(lastWords(lines.join('\n')))))
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n')
      rest = parts.pop() ?? ''
      for (const line of parts) {
        lines.push(line)
        if (lines.length > 20) lines.shift()
        onLine?.(line)
        if (line.includes('ready to accept connections')) resolve(lines)
      }
    })
  })
}

/** @returns lets the watcher go, the server being stopped already */
function watchOver(pid: number | undefined, account: Place['account']): () => void {
  if (pid === undefined) return () => {}
  const watcher = spawn('/bin/sh', ['-c', 'read -r word; [ "$word" = done ] || kill -INT "$0"', String(pid)], {
    ...account,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // Without the watcher the next start still recovers what a kill -9 leaves.
  watcher.on('error', () => {})
  watcher.stdin.on('error', () => {})
  return () => watcher.stdin.end('done\n')
}

async function createDatabase(url: string): Promise<void> {
  await withConnection({ connectionString: url }, async client => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [NAME])
    if (rowCount === 0) await client.query(`create database ${NAME}`)
  })
}

function serverEnvironment(): NodeJS.ProcessEnv {
  return { NODE_ENV: 'production', PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
}

async function textOf(child: ChildProcess): Promise<{ code: number | null; text: string }> {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({ code, text }))
  })
}

/** What went wrong is in a FATAL, PANIC or error line when there is one; HINT and LOG lines only surround it. */
function lastWords(text: string): string {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  const telling = lines.filter(line => /FATAL|PANIC|error:|could not/.test(line))
  return (telling.length > 0 ? telling : lines).slice(-4).join(' ').trim() || 'it ended without a word'
}

function explain(error: unknown, dataDir: string): Error {
  if (error instanceof StartError) return error
  const words = messageOf(error)
  const code = systemCode(error)
  if (code === 'ENOSPC' || code === 'EDQUOT' || /No space left on device|quota exceeded/i.test(words)) {
    return new StartError(
      `The disk that holds ${dataDir} is full: free some space, or set DATA_DIR to a folder elsewhere.`,
    )
  }
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM' || /Read-only file system/i.test(words)) {
    return new StartError(
      `${dataDir} cannot be written (${words}): make it writable, or set DATA_DIR to a folder that is.`,
    )
  }
  return new StartError(`The embedded Postgres does not start: ${words}. Its files are in ${dataDir}.`, {
    cause: error,
  })
}
