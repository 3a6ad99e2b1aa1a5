import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'

const ROOT = join(import.meta.dirname, '..')
/** undici alone is a hundred files, and cannot be had in parts. */
const MOST_FILES = 130

/** How many files each piece brought to a server that runs, and in the end what was left of background.ts. */
const COUNT = `
  import { registerHooks } from 'node:module'
  await import('./collab-server/start.ts')
  const { PIECES } = await import('./collab-server/load-background.ts')
  let files = 0
  registerHooks({ load(url, context, next) { if (url.startsWith('file:')) files += 1; return next(url, context) } })
  const counts = []
  for (const load of [...PIECES, () => import('./collab-server/background.ts')]) {
    files = 0
    await load()
    counts.push(files)
  }
  process.stdout.write(JSON.stringify(counts), () => process.exit())`

test('[CN490] no piece of what is loaded after the start brings so much that people would wait for it', () => {
  const args = ['--input-type=module', '--eval', COUNT]
  const counts = z
    .array(z.number())
    .parse(JSON.parse(execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })))
  expect(counts.length).toBeGreaterThan(1)
  for (const count of counts) expect(count).toBeLessThan(MOST_FILES)
})
