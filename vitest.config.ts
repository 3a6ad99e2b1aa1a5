import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const exclude = [...configDefaults.exclude, '**/.next/**', 'tests/e2e/**', 'data/**']

/**
 * What kills whole servers and waits for them comes first: others work beside it, and nothing is left for the end that
 * one worker would wait for alone.
 */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const waits = ({ moduleId }: TestSpecification) => /\/tests\/(faults|system)\/.*\.pg\.test\.ts$/.test(moduleId)
    return [...sorted.filter(waits), ...sorted.filter(file => !waits(file))]
  }
}

export default defineConfig({
  test: {
    // Two cores are enough for a run; more workers than that only fight over one Postgres.
    maxWorkers: 2,
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
        },
      },
    ],
  },
})
