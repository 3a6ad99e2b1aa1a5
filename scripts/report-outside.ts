/**
 * A reporter of Vitest: what failed outside of any test, which fails the run and stands in none of its other reports.
 * Written to the file that OUTSIDE_REPORT names.
 */
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Reporter, SerializedError } from 'vitest/node'

export default class OutsideReporter implements Reporter {
  onTestRunEnd(_modules: unknown, errors: readonly SerializedError[]): void {
    const file = process.env['OUTSIDE_REPORT']
    if (file) writeFileSync(file, JSON.stringify(errors.map(said)))
  }
}

/** The file and test are those that ran last in the process where it happened. */
function said(error: SerializedError) {
  const { type, name, message, stack } = error
  const { VITEST_TEST_PATH: path, VITEST_TEST_NAME: test } = error
  const file = typeof path === 'string' && relative(process.cwd(), path)
  return {
    name: [type ?? 'Outside of any test', file, test].filter(Boolean).join(' › '),
    // Some stacks begin with the message, some are none.
    message: stack?.includes(message) ? stack : [`${name}: ${message}`, stack].filter(Boolean).join('\n'),
  }
}
