import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const exclude = [...configDefaults.exclude, '**/.next/**', 'tests/e2e/**', 'data/**']

/**
 * What kills whole servers and waits for them comes first: others work beside it, and nothing is left for the end that
 * one worker would wait for alone. The others stand together by project: a worker keeps what it has loaded.
 */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const rank = ({ moduleId, project }: TestSpecification) => {
      if (project.name === 'unit') return 2
      return /\/tests\/(faults|system)\//.test(moduleId) ? 0 : 1
    }
    return [0, 1, 2].flatMap(wanted => sorted.filter(file => rank(file) === wanted))
  }
}

export default defineConfig({
  test: {
    // Twice the cores of a small machine: half of them wait for a process, a timer or Postgres.
    maxWorkers: 4,
    // Long enough for a machine that does something else beside: nothing here measures time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The Postgres of the run syncs nothing (domain/log/durability.ts).
    env: { GALLEY_TESTS_RUN_ON_UNSAFE_POSTGRES: 'yes' },
    setupFiles: ['tests/support/seed.ts'],
    sequence: { sequencer: WaitingFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.pg.test.ts'],
          // What is pure leaves nothing behind: loaded once a worker, not once a file, it takes a quarter of the time.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: ['**/*.pg.test.ts'],
          exclude,
          globalSetup: ['tests/support/postgres-server.ts'],
          // To load the whole of Galley takes two seconds: once a worker, not once a file. What a file starts it ends.
          isolate: false,
        },
      },
    ],
  },
})
