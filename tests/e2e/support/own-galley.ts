/** A Galley of a story's own, started as an operator starts one, with a database in the Postgres of the stories. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import pg from 'pg'
import { UNSAFE_FOR_TESTS } from '#domain/log/durability.ts'
import { freePort } from '#scripts/free-port.ts'
import { startProxy } from '#tests/faults/proxy.ts'
import { galley } from './galley.ts'

const ROOT = join(import.meta.dirname, '../../..')

type Program = {
  /** All that it and what it started have written. */
  readonly written: () => string
  /** Its exit code. */
  readonly ended: Promise<number | null>
  readonly stop: () => Promise<void>
}

type OwnGalley = Program & { readonly url: string; readonly collabPort: number }

type OwnDatabase = {
  /** With name and password. */
  readonly url: string
  /** As the one who may do everything to it. */
  readonly query: (sql: string) => Promise<void>
  /** From now on nothing answers at its address. */
  readonly cut: () => Promise<void>
}

/** @param password of who may use it */
export async function ownDatabase(password: string): Promise<OwnDatabase> {
  const name = `own_${crypto.randomUUID().replaceAll('-', '')}`
  const ask = async (url: string, sql: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  const { databaseUrl } = galley()
  await ask(databaseUrl, `create role ${name} login password '${password}'`)
  await ask(databaseUrl, `create database ${name} owner ${name}`)
  const inside = Object.assign(new URL(databaseUrl), { pathname: `/${name}` }).href
  const proxy = await startProxy(Number(new URL(databaseUrl).port))
  const url = Object.assign(new URL(inside), { username: name, password, port: proxy.port }).href
  return { url, query: sql => ask(inside, sql), cut: proxy.close }
}

/** @param args a program of Node with its arguments, from the root · @param env on top of our own */
export function runProgram(args: readonly string[], env: Record<string, string>): Program {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
  }
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return {
    written: () => text,
    ended,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

export async function startOwnGalley(databaseUrl: string, env: Record<string, string>): Promise<OwnGalley> {
  const [port, collabPort] = [await freePort(), await freePort()]
  const folder = mkdtempSync(join(tmpdir(), 'galley-own-'))
  const program = runProgram(['scripts/main.ts', 'start'], {
    ...env,
    [UNSAFE_FOR_TESTS]: 'yes',
    PORT: String(port),
    COLLAB_PORT: String(collabPort),
    DATA_DIR: folder,
    DATABASE_URL: databaseUrl,
  })
  await expect.poll(program.written, { timeout: 60_000 }).toContain('Galley is ready at')
  return {
    ...program,
    url: `http://127.0.0.1:${port}`,
    collabPort,
    async stop() {
      await program.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
