/** The browser of the stories: the one that is there, else Debian's, else Playwright's own. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { step } from './progress.ts'
import { runNode, runProgram } from './run.ts'
import { StartError } from './start-error.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** @returns its path, or undefined for the one that Playwright finds by itself */
export async function requireChromium(): Promise<string | undefined> {
  const present = process.env.CHROMIUM_PATH ?? findProgram(...NAMES)
  if (present) return present
  const apt = findProgram('apt-get')
  if (process.getuid?.() === 0 && apt) {
    return step('Installing Chromium', async () => {
      await runProgram(apt, ['update'])
      const { code, output } = await runProgram(apt, ['install', '-y', '--no-install-recommends', 'chromium'], {
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      })
      const installed = findProgram(...NAMES)
      if (code !== 0 || !installed)
        throw new StartError(`Chromium could not be installed: ${output.trim().split('\n').at(-1)}`)
      return installed
    })
  }
  return step("Installing Playwright's Chromium", async () => {
    const { code, output } = await runNode(['node_modules/@playwright/test/cli.js', 'install', 'chromium'])
    if (code === 0) return undefined
    throw new StartError(
      `Chromium could not be installed (${output.trim().split('\n').at(-1)}): install it, or set CHROMIUM_PATH to one.`,
    )
  })
}

function findProgram(...names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return names.flatMap(name => folders.map(folder => join(folder, name))).find(path => existsSync(path))
}
