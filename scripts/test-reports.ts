/** What the test runners leave of a run in files, reduced to what is said at its end. */
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'
import type { Count, Failure } from './check.ts'
import { ROOT } from './run.ts'
import { StartError } from './start-error.ts'

/** Of a message, what is said again; the whole of it stands where it happened. */
const LINES = 12
/** Of a run that ended badly and names no test: errors while it closes stand at its end alone. */
const LAST_LINES = 40

/** How a test runner ended. */
type Ending = { readonly code: number | null; readonly output: string }

const VITEST = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
})

const OUTSIDE = z.array(z.object({ name: z.string(), message: z.string() }))

/**
 * @param outside what report-outside.ts wrote: an error outside of any test fails the run without a failed test
 */
export function readVitest(report: string, outside: string, ending: Ending): Count {
  const { numPassedTests, testResults } = VITEST.parse(read(report))
  const failures = testResults.flatMap(({ name, status, message, assertionResults }): Failure[] => {
    const file = relative(ROOT, name)
    const failed = assertionResults.filter(one => one.status === 'failed')
    // A file that does not load has no tests; one whose hook failed says nothing here, and has its word outside.
    if (failed.length === 0) return status === 'failed' && message !== '' ? [failure(file, message)] : []
    return failed.map(one => failure(`${file} › ${one.fullName}`, one.failureMessages?.[0]))
  })
  const around = OUTSIDE.parse(read(outside)).map(({ name, message }) => failure(name, message))
  return { passed: numPassedTests, failures: orEnding([...failures, ...around], ending) }
}

type StoriesOfSuite = { readonly specs: readonly Spec[]; readonly suites?: readonly StoriesOfSuite[] | undefined }
type Spec = z.infer<typeof SPEC>
const SPEC = z.object({
  title: z.string(),
  file: z.string(),
  line: z.number(),
  tests: z.array(
    z.object({
      status: z.string(),
      results: z.array(z.object({ errors: z.array(z.object({ message: z.string().optional() })) })),
    }),
  ),
})
const SUITE: z.ZodType<StoriesOfSuite> = z.lazy(() =>
  z.object({ specs: z.array(SPEC), suites: z.array(SUITE).optional() }),
)
const PLAYWRIGHT = z.object({ suites: z.array(SUITE), stats: z.object({ expected: z.number() }) })

export function readStories(report: string, ending: Ending): Count {
  const { suites, stats } = PLAYWRIGHT.parse(read(report))
  const failures = suites.flatMap(specsOf).flatMap(({ title, file, line, tests }) =>
    tests
      // One that passed only when it was tried again counts as failed.
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) => failure(`${file}:${line} › ${title}`, results[0]?.errors[0]?.message)),
  )
  return { passed: stats.expected, failures: orEnding(failures, ending) }
}

function specsOf({ specs, suites = [] }: StoriesOfSuite): readonly Spec[] {
  return [...specs, ...suites.flatMap(specsOf)]
}

function failure(name: string, message = 'It says nothing of why; see above.'): Failure {
  return { name, why: stripVTControlCharacters(message).trim().split('\n').slice(0, LINES) }
}

function orEnding(failures: readonly Failure[], { code, output }: Ending): readonly Failure[] {
  if (failures.length > 0 || code === 0) return failures
  const last = stripVTControlCharacters(output).trimEnd().split('\n').slice(-LAST_LINES)
  return [{ name: 'the run itself', why: [`It ended with ${code} and no failed test. The last it said:`, ...last] }]
}

function read(file: string): unknown {
  if (!existsSync(file)) throw new StartError('It ended without a report; see above.')
  return JSON.parse(readFileSync(file, 'utf8'))
}
