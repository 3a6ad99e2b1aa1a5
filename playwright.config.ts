/** The stories in tests/e2e, against the Galleys named in GALLEYS (npm test starts them). With TRACE set failures leave a trace. */
import { defineConfig } from '@playwright/test'
import { GALLEYS, galley } from '#tests/e2e/support/galley.ts'

const isRoot = process.getuid?.() === 0

/** Of two lists Chromium takes the last: so this holds what Playwright's own holds, too. */
const WITHOUT = [
  // Pages of the browser's own that no story sees, loaded for each window: a third of all that Chromium does here.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
]

/** All begin at once, each with a worker and so with a Galley of its own. */
const SET_UPS = GALLEYS.map((_, number) => `set-up-${number + 1}`)

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.story.ts',
  outputDir: 'test-results/stories',
  // Long enough for a machine that does something else beside: nothing here measures time.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  // In one Galley stories run one after the other, each with people of its own; the next file goes to whoever is free.
  workers: GALLEYS.length,
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : 'list',
  use: {
    baseURL: galley().url,
    // The page at each step, for who looks into a failure: a tenth and more of what the browser does.
    trace: process.env.TRACE ? { mode: 'retain-on-failure', screenshots: false } : 'off',
    launchOptions: {
      executablePath: process.env.HEADLESS_SHELL_PATH,
      args: [
        // Chromium's sandbox refuses root.
        ...(isRoot ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        `--disable-features=${WITHOUT.join()}`,
      ],
    },
  },
  projects: [
    ...SET_UPS.map(name => ({ name, testMatch: 'set-up.story.ts' })),
    { name: 'stories', testIgnore: 'set-up.story.ts', dependencies: SET_UPS },
  ],
})
