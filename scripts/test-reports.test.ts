import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ROOT } from './run.ts'
import { readStories, readVitest } from './test-reports.ts'

const folder = mkdtempSync(join(tmpdir(), 'galley-reports-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const WELL = { code: 0, output: '' }
const BADLY = { code: 1, output: '\u001b[31merror during close\u001b[39m\n' }

function written(report: unknown): string {
  const file = join(folder, `${crypto.randomUUID()}.json`)
  writeFileSync(file, JSON.stringify(report))
  return file
}

describe('what Vitest leaves', () => {
  const passed = { fullName: 'adds', status: 'passed', failureMessages: [] }
  const good = { name: join(ROOT, 'sum.test.ts'), status: 'passed', message: '', assertionResults: [passed] }

  const quiet = written([])

  test('counts what passed', () => {
    expect(readVitest(written({ numPassedTests: 1, testResults: [good] }), quiet, WELL)).toEqual({
      passed: 1,
      failures: [],
    })
  })

  test('names each test that failed with its reason, and a file that did not load', () => {
    const failed = {
      fullName: 'subtracts',
      status: 'failed',
      failureMessages: ['\u001b[31mexpected 1\u001b[39m\n  at'],
    }
    const report = {
      numPassedTests: 1,
      testResults: [
        { ...good, status: 'failed', assertionResults: [passed, failed] },
        { name: join(ROOT, 'broken.test.ts'), status: 'failed', message: 'no such module', assertionResults: [] },
      ],
    }
    expect(readVitest(written(report), quiet, BADLY)).toEqual({
      passed: 1,
      failures: [
        { name: 'sum.test.ts › subtracts', why: ['expected 1', '  at'] },
        { name: 'broken.test.ts', why: ['no such module'] },
      ],
    })
  })

  test('is a failure when it ended badly and no test did', () => {
    const { failures } = readVitest(written({ numPassedTests: 1, testResults: [good] }), quiet, BADLY)
    expect(failures).toEqual([
      { name: 'the run itself', why: ['It ended with 1 and no failed test. The last it said:', 'error during close'] },
    ])
  })

  test('names what failed outside of any test', () => {
    const outside = written([{ name: 'Unhandled Rejection › a.test.ts', message: 'Error: gone\n  at x' }])
    const { failures } = readVitest(written({ numPassedTests: 1, testResults: [good] }), outside, BADLY)
    expect(failures).toEqual([{ name: 'Unhandled Rejection › a.test.ts', why: ['Error: gone', '  at x'] }])
  })

  test('is said to be missing', () => {
    expect(() => readVitest(join(folder, 'absent.json'), quiet, BADLY)).toThrow('It ended without a report')
  })
})

test('what Playwright leaves is read from suites in suites; what passed at a second try has failed', () => {
  const story = (status: string, message?: string) => ({
    title: status,
    file: 'a.story.ts',
    line: 7,
    tests: [{ status, results: [{ errors: message === undefined ? [] : [{ message }] }] }],
  })
  const report = {
    suites: [
      { specs: [story('expected')], suites: [{ specs: [story('unexpected', 'too late')] }] },
      { specs: [story('flaky', 'not at first'), story('skipped')] },
    ],
    stats: { expected: 1 },
  }
  expect(readStories(written(report), BADLY)).toEqual({
    passed: 1,
    failures: [
      { name: 'a.story.ts:7 › unexpected', why: ['too late'] },
      { name: 'a.story.ts:7 › flaky', why: ['not at first'] },
    ],
  })
})
