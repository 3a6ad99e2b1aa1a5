/** `npm run check`: what needs no database and no browser. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findForbiddenImports, type SourceFile } from './check-imports.ts'
import { findSpecGaps } from './check-spec.ts'
import { findFirstLoads, findHeavyImports } from './check-weight.ts'
import { generateClient } from './prepare.ts'
import { say, seconds } from './progress.ts'
import { ROOT, runNode } from './run.ts'
import { StartError } from './start-error.ts'

export type Failure = { readonly name: string; readonly why: readonly string[] }
export type Count = { readonly passed: number; readonly failures: readonly Failure[] }

const SPEC = join(ROOT, 'domain', 'SPEC.md')

/** Each check says what is wrong; nothing wrong is an empty list. */
const CHECKS: Record<string, () => Promise<readonly string[]>> = {
  types: () => tool(['node_modules/typescript/bin/tsc', '--noEmit', '--pretty', 'false', '-p', '.']),
  'lint and format': () => tool(['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']),
  'import rules': async () => {
    const files = sources('{domain,prisma,collab-server,web,scripts,tests}/**/*.{ts,tsx}')
    return [...findForbiddenImports(files), ...findHeavyImports(files), ...findFirstLoads(files)]
  },
  'rules and their tests': async () => {
    if (!existsSync(SPEC)) return ['domain/SPEC.md is missing']
    const tests = sources('{domain,prisma,collab-server,web,scripts,tests}/**/*.{test,story,suite}.{ts,tsx}')
    return findSpecGaps(readFileSync(SPEC, 'utf8'), tests)
  },
}

/** @throws {StartError} when a check fails */
export async function check(): Promise<void> {
  const { passed, failures } = await runChecks()
  const failed = failures.length
  if (failed > 0) throw new StartError(`${failed} of ${passed + failed} checks failed; see above.`)
}

export async function runChecks(): Promise<Count> {
  await generateClient()
  const failures: Failure[] = []
  for (const [name, run] of Object.entries(CHECKS)) {
    const startedAt = performance.now()
    const why = await run()
    say(`${why.length === 0 ? '✓' : '✗'} ${name} (${seconds(performance.now() - startedAt)})`)
    for (const line of why) say(`  ${line}`)
    if (why.length > 0) failures.push({ name, why })
  }
  return { passed: Object.keys(CHECKS).length - failures.length, failures }
}

async function tool(args: readonly string[]): Promise<readonly string[]> {
  const { code, output } = await runNode(args)
  return code === 0 ? [] : output.trimEnd().split('\n')
}

function sources(pattern: string): SourceFile[] {
  return globSync(pattern, { cwd: ROOT, exclude: ['**/node_modules/**', 'web/.next/**', 'prisma/generated/**'] }).map(
    path => ({
      path: path.replaceAll('\\', '/'),
      text: readFileSync(join(ROOT, path), 'utf8'),
    }),
  )
}
