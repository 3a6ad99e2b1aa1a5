/**
 * The browsers of the stories, each the one that is there, else Debian's, else Playwright's own: Chromium, and its headless
 * shell, which shows the same pages without windows around them for a fifth less work, and keeps nothing when it is killed.
 */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { say, step } from './progress.ts'
import { runNode, runProgram } from './run.ts'
import { messageOf, StartError } from './start-error.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const SHELL = 'chromium-headless-shell'

/** Undefined for the one that Playwright finds by itself. */
export type Browsers = { readonly chromium: string | undefined; readonly headlessShell: string | undefined }

export async function requireBrowsers(): Promise<Browsers> {
  const chromium = await requireChromium()
  if (chromium === undefined || process.env.CHROMIUM_PATH) return { chromium, headlessShell: chromium }
  const headlessShell = findProgram(SHELL) ?? (await installByApt(SHELL).catch(doWithout))
  return { chromium, headlessShell: headlessShell ?? chromium }
}

/** Not every system has it. */
function doWithout(error: unknown): undefined {
  say(`${messageOf(error)}. The stories are shown in the whole browser, which takes longer.`)
}

/** @returns its path, or undefined for the one that Playwright finds by itself */
export async function requireChromium(): Promise<string | undefined> {
  const present = process.env.CHROMIUM_PATH ?? findProgram(...NAMES) ?? (await installByApt('chromium'))
  if (present) return present
  return step("Installing Playwright's Chromium", async () => {
    const { code, output } = await runNode(['node_modules/@playwright/test/cli.js', 'install', 'chromium'])
    if (code === 0) return undefined
    throw new StartError(
      `Chromium could not be installed (${output.trim().split('\n').at(-1)}): install it, or set CHROMIUM_PATH to one.`,
    )
  })
}

let updated: Promise<unknown> | undefined

/** @returns its path, or undefined where this account or system has no apt */
async function installByApt(name: string): Promise<string | undefined> {
  const apt = findProgram('apt-get')
  if (process.getuid?.() !== 0 || !apt) return undefined
  return step(`Installing ${name}`, async () => {
    updated ??= runProgram(apt, ['update'])
    await updated
    const { code, output } = await runProgram(apt, ['install', '-y', '--no-install-recommends', name], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    const installed = findProgram(name)
    if (code !== 0 || !installed)
      throw new StartError(`${name} could not be installed: ${output.trim().split('\n').at(-1)}`)
    return installed
  })
}

function findProgram(...names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return names.flatMap(name => folders.map(folder => join(folder, name))).find(path => existsSync(path))
}
