/**
 * A reporter of Vitest: what failed outside of any test, in a hook or in nobody's time, which fails the run and stands in
 * none of its other reports. Written to the file that OUTSIDE_REPORT names.
 */
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Reporter, SerializedError, TestModule } from 'vitest/node'

export default class OutsideReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const file = process.env['OUTSIDE_REPORT']
    if (file) writeFileSync(file, JSON.stringify([...modules.flatMap(inHooks), ...errors.map(inNobodysTime)]))
  }
}

function inHooks({ moduleId, children }: TestModule) {
  return [...children.allSuites()].flatMap(suite =>
    suite.errors().map(error => ({
      name: `A hook › ${relative(process.cwd(), moduleId)} › ${suite.fullName}`,
      message: messageOf(error),
    })),
  )
}

/** The file and test are those that ran last in the process where it happened. */
function inNobodysTime(error: SerializedError) {
  const { type, VITEST_TEST_PATH: path, VITEST_TEST_NAME: test } = error
  const file = typeof path === 'string' && relative(process.cwd(), path)
  return { name: [type ?? 'Outside of any test', file, test].filter(Boolean).join(' › '), message: messageOf(error) }
}

/** Some stacks begin with the message, some are none. */
function messageOf({ name, message, stack }: SerializedError): string {
  return stack?.includes(message) ? stack : [`${name}: ${message}`, stack].filter(Boolean).join('\n')
}
