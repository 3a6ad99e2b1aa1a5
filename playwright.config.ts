/** The stories in tests/e2e, against the Galley at GALLEY_URL (npm test starts one). */
import { defineConfig } from '@playwright/test'

const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const isRoot = process.getuid?.() === 0

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.story.ts',
  outputDir: `test-results/${process.env.STORIES_NAME ?? 'stories'}`,
  // Long enough for a machine that does something else beside: nothing here measures time.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  // One Galley for all: stories run one after the other, each with people of its own.
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : 'list',
  use: {
    baseURL: process.env.GALLEY_URL,
    // The page at each step; a film of it costs more than the steps.
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: {
      executablePath: chromium,
      args: [
        // Chromium's sandbox refuses root.
        ...(isRoot ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'set-up', testMatch: 'set-up.story.ts' },
    { name: 'stories', testIgnore: 'set-up.story.ts', dependencies: ['set-up'] },
  ],
})
