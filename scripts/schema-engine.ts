#!/usr/bin/env node
/**
 * Stands in for Prisma's schema-engine binary, so that `prisma migrate dev`, `diff`, `status` … work without a download:
 *
 *   PRISMA_SCHEMA_ENGINE_BINARY=$PWD/scripts/schema-engine.ts npx prisma migrate dev --name what-changes
 *
 * Prisma's CLI speaks JSON-RPC with it, one message a line: requests on stdin, answers on stdout, log lines on stderr.
 */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import { z } from 'zod'
import { withConnection } from '#prisma/one-connection.ts'
import { withSchemaEngine } from '#prisma/schema-engine.ts'
import { messageOf, systemCode } from './start-error.ts'

/** Needed to build an engine, never reached by commands that compare files only. */
const NO_DATABASE = 'postgresql://127.0.0.1:1/none'

const REQUEST = z.object({ id: z.number(), method: z.string(), params: z.unknown().optional() })
const DIFF = z.object({ exitCode: z.number(), stdout: z.string().nullable() })

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    datamodels: { type: 'string', multiple: true },
    datasource: { type: 'string' },
    version: { type: 'boolean' },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
  },
})

const databaseUrl = readUrl(values.datasource)
if (values.version) process.stdout.write('schema-engine-cli galley-wasm\n')
else if (positionals[0] === 'cli') await runCommand(positionals[1] ?? '')
else await withSchemaEngine(databaseUrl ?? NO_DATABASE, readDatamodels(values.datamodels), serve)

/** Answers requests in order until stdin ends. The interface is made only here: lines that come earlier would be lost. */
async function serve(engine: SchemaEngine): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const parsed = REQUEST.safeParse(JSON.parse(line))
    // What is no request is the CLI's answer to a `print`.
    if (!parsed.success) continue
    const { id, method, params } = parsed.data
    try {
      send({ id, result: await call(engine, method, params) })
    } catch (error) {
      send({ id, error: toRpcError(error) })
    }
  }
}

async function call(engine: SchemaEngine, method: string, params: unknown): Promise<unknown> {
  if (method === 'getDatabaseVersion') return engine.version()
  const work = Reflect.get(engine, method)
  if (typeof work !== 'function') throw new Error(`The schema engine has no method ${method}.`)
  const result = await Reflect.apply(work, engine, [params])
  if (method !== 'diff') return result ?? null
  const { exitCode, stdout } = DIFF.parse(result)
  if (stdout !== null) send({ id: 0, method: 'print', params: { content: stdout } })
  return { exitCode, stdout: null }
}

function send(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}

function toRpcError(error: unknown): object {
  const message = messageOf(error)
  return { code: 4466, message, data: { is_panic: false, message, error_code: systemCode(error) ?? null, meta: null } }
}

/** `can-connect-to-database` and `create-database`: the CLI reads failures from stderr, after a first line it skips. */
async function runCommand(command: string): Promise<void> {
  const url = databaseUrl ?? NO_DATABASE
  const name = decodeURIComponent(new URL(url).pathname.slice(1))
  const server = new URL(url)
  if (command === 'create-database') server.pathname = '/postgres'
  try {
    await withConnection({ connectionString: server.href }, async client => {
      if (command === 'create-database') await client.query(`create database ${client.escapeIdentifier(name)}`)
    })
  } catch (error) {
    const code = systemCode(error)
    const facts =
      code === '3D000'
        ? { error_code: 'P1003', message: `Database ${name} does not exist` }
        : { error_code: 'P1001', message: `Can't reach database server at ${server.host}: ${messageOf(error) || code}` }
    const entry = { level: 'ERROR', target: 'schema_engine::logger', timestamp: new Date(), fields: facts }
    process.stderr.write(`schema-engine\n${JSON.stringify(entry)}`)
    process.exitCode = 1
  }
}

function readUrl(datasource: unknown): string | undefined {
  if (typeof datasource !== 'string') return undefined
  return z.object({ url: z.string().optional() }).parse(JSON.parse(datasource)).url
}

function readDatamodels(paths: unknown): [string, string][] | undefined {
  const files = z.array(z.string()).optional().parse(paths)
  return files?.map(path => [path, readFileSync(path, 'utf8')])
}
