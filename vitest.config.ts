import { configDefaults, defineConfig } from 'vitest/config'

const exclude = [...configDefaults.exclude, '**/.next/**', 'tests/e2e/**', 'data/**']

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
