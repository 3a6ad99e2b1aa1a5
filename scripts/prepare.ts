/** What must be made from the sources before anything runs; each is made again only when its sources changed. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { step } from './progress.ts'
import { COMPILE_CACHE, ROOT, runNode } from './run.ts'
import { sourceHash } from './source-hash.ts'
import { StartError } from './start-error.ts'

const CLIENT = join(ROOT, 'prisma', 'generated')
const BUILD = join(ROOT, 'web', '.next')

/** The Prisma client in prisma/generated. */
export async function generateClient(): Promise<void> {
  const hash = sourceHash(ROOT, ['prisma/schema.prisma', 'package-lock.json'])
  await unlessMade(join(CLIENT, '.made-from'), hash, join(CLIENT, 'client.ts'), () =>
    step('Making the database client', async () => {
      const { code, output } = await runNode(['node_modules/prisma/build/index.js', 'generate', '--no-hints'], {
        env: {
          ...process.env,
          // Generating needs the engine's path to exist and never runs it.
          PRISMA_SCHEMA_ENGINE_BINARY: join(ROOT, 'scripts', 'schema-engine.ts'),
          CHECKPOINT_DISABLE: '1',
        },
      })
      if (code !== 0) throw failed('The database client could not be made', output)
    }),
  )
}

/** The pages in web/.next. @param env what their build sees */
export async function buildWeb(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const hash = sourceHash(ROOT, ['web', 'domain', 'prisma', 'package.json', 'package-lock.json', 'tsconfig.json'])
  await unlessMade(join(BUILD, 'made-from'), hash, join(BUILD, 'BUILD_ID'), () =>
    step('Building the pages', async () => {
      const { code, output } = await runNode(['node_modules/next/dist/bin/next', 'build', 'web'], {
        env: {
          ...env,
          NODE_ENV: 'production',
          NEXT_TELEMETRY_DISABLED: '1',
          // Much of what it loads the server will load, too.
          NODE_COMPILE_CACHE: COMPILE_CACHE,
        },
      })
      if (code !== 0) throw failed('The pages could not be built', output)
    }),
  )
}

async function unlessMade(stamp: string, hash: string, result: string, make: () => Promise<void>): Promise<void> {
  if (existsSync(result) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  await make()
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, hash)
}

function failed(what: string, output: string): StartError {
  if (/ENOSPC|No space left/i.test(output)) {
    return new StartError(`${what}: the disk that holds ${ROOT} is full. Free about 500 MB and start again.`)
  }
  if (/EACCES|EROFS|Permission denied/i.test(output)) {
    return new StartError(`${what}: ${ROOT} cannot be written. Start as its owner, or make it writable.`)
  }
  return new StartError(`${what}; this is what went wrong:\n${output.trim().split('\n').slice(-40).join('\n')}`)
}
