/** DATA_DIR: made, proven writable, held by one installation at a time, and the secrets kept in it. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, StartError, systemCode } from './start-error.ts'

const MODE = 0o600

/**
 * Takes the folder for this process.
 *
 * @returns gives it back
 * @throws {StartError} when it cannot be written, its disk is full, or another Galley runs on it
 */
export function holdDataFolder(dataDir: string): () => void {
  const lock = join(dataDir, 'running')
  try {
    mkdirSync(dataDir, { recursive: true })
    const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0
    if (holder !== process.pid && isGalley(holder)) {
      throw new StartError(
        `Galley already runs on ${dataDir} (process ${holder}): stop that one, or set DATA_DIR to another folder.`,
      )
    }
    // More than a page, so that a full disk shows here and not halfway.
    writeFileSync(lock, `${process.pid}\n`.padEnd(8192), { mode: MODE })
  } catch (error) {
    throw explain(error, dataDir)
  }
  return () => rmSync(lock, { force: true })
}

/** A secret that outlives restarts: made at first, readable by its owner only. */
export function keptSecret(dataDir: string, name: string): string {
  const file = join(dataDir, name)
  try {
    if (existsSync(file)) return readFileSync(file, 'utf8').trim()
    const secret = randomBytes(32).toString('base64url')
    writeFileSync(file, `${secret}\n`, { mode: MODE, flag: 'wx' })
    return secret
  } catch (error) {
    throw explain(error, dataDir)
  }
}

export function forgetSecret(dataDir: string, name: string): void {
  rmSync(join(dataDir, name), { force: true })
}

function isGalley(pid: number): boolean {
  if (!(pid > 1)) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (systemCode(error) !== 'EPERM') return false
  }
  const commandLine = `/proc/${pid}/cmdline`
  if (!existsSync('/proc/self/cmdline')) return true
  return existsSync(commandLine) && /scripts\/(main\.ts|start\.js)/.test(readFileSync(commandLine, 'utf8'))
}

function explain(error: unknown, dataDir: string): Error {
  if (error instanceof StartError) return error
  const code = systemCode(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StartError(
      `The disk that holds ${dataDir} is full: free some space, or set DATA_DIR to a folder elsewhere.`,
    )
  }
  return new StartError(
    `DATA_DIR ${dataDir} cannot be written (${messageOf(error)}): make it writable, or set DATA_DIR to a folder that is.`,
  )
}
