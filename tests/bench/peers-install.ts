/** The peers' packages: a folder of their own, installed when they are first measured and when their lock changes. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { say, seconds } from '#scripts/progress.ts'
import { ROOT } from '#scripts/run.ts'
import { StartError } from '#scripts/start-error.ts'

const FOLDER = join(ROOT, 'tests', 'bench', 'peers')
const STAMP = join(FOLDER, 'node_modules', '.installed')
const STILL_AT_IT_MS = 5_000
const OPTIONS = [
  '--omit=optional',
  '--ignore-scripts',
  '--prefer-offline',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
]

export async function installPeers(): Promise<void> {
  const lock = createHash('sha256')
    .update(readFileSync(join(FOLDER, 'package-lock.json')))
    .digest('hex')
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return
  const begun = performance.now()
  const lasted = () => seconds(performance.now() - begun)
  say('Installing the servers to measure beside, once …')
  const still = setInterval(() => say(`  still installing, ${lasted()}`), STILL_AT_IT_MS)
  const npm = spawn('npm', ['ci', ...OPTIONS], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, PATH: pathWithoutPackages() },
  })
  const code = await new Promise(resolve => {
    npm.on('error', error => resolve(error.message))
    npm.on('close', resolve)
  }).finally(() => clearInterval(still))
  if (code !== 0) {
    throw new StartError(
      `The peers were not installed (npm ci ended with ${code}): see above, or measure Galley alone with npm run bench -- all galley.`,
    )
  }
  writeFileSync(STAMP, lock)
  say(`Installed in ${lasted()}.`)
}

/** npm runs on the Node outside; ours is one of its packages. */
function pathWithoutPackages(): string {
  const ours = join(ROOT, 'node_modules')
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter(entry => !entry.startsWith(ours))
    .join(delimiter)
}
