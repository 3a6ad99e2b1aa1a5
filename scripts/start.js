/**
 * What every npm command runs first, on whatever Node is there (plain JavaScript, no packages):
 *
 *   old Node? → one sentence · packages not as the lock says? → npm ci · not Node 24? → go on under the Node 24 of
 *   node_modules · then scripts/main.ts
 *
 * npm does not pass signals on, and dies of them: when it is gone, this notices and stops what it started.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import module from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { holdsAllOfLock } from './installed.js'
import { withAddresses } from './lock-addresses.js'

const OLDEST_NODE = 20
const OUR_NODE = 24
const PARENT_LOOK_MS = 250
const STILL_AT_IT_MS = 10000
const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const packages = path.join(root, 'node_modules')
const stampFile = path.join(packages, '.galley-installed')
/** npm reads it before package-lock.json. */
const lockWithAddresses = path.join(root, 'npm-shrinkwrap.json')
const [command = 'start', ...rest] = process.argv.slice(2)

/** What a signal or the end of our parent must end: nothing, npm ci, or the command itself. */
let running

begin().catch(error => fail(`Galley cannot start: ${error.message}`))

async function begin() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < OLDEST_NODE) {
    return fail(
      `Galley needs Node ${OLDEST_NODE} or newer to begin with and this is ${process.version}: install one from https://nodejs.org.`,
    )
  }
  process.chdir(root)
  watchSignals()
  watchParent()
  const node = await installedNode()
  process.env.PATH = [path.join(packages, '.bin'), ...pathWithoutPackages()].join(path.delimiter)
  const main = path.join(root, 'scripts', 'main.ts')
  if (fs.realpathSync(node) === fs.realpathSync(process.execPath)) {
    running = 'here'
    module.enableCompileCache(path.join(packages, '.cache', 'galley-compiled'))
    process.argv = [process.argv[0], main, command, ...rest]
    await import(pathToFileURL(main).href)
    return
  }
  running = spawn(node, [main, command, ...rest], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  running.on('error', error => fail(`Node ${OUR_NODE} of this project does not run here: ${error.message}.`))
  running.on('exit', (code, signal) => process.exit(signal ? 1 : code))
}

/** Installs when package-lock.json names what is not there. @returns the path of a Node 24 */
async function installedNode() {
  const wanted = createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex')
  const stamp = readStamp()
  if (stamp && stamp.lock === wanted && fs.existsSync(stamp.node)) return stamp.node
  // Without a stamp an install may have been broken off.
  if (!stamp || !holdsAllOfLock(root)) await install()
  const node = findNode()
  fs.writeFileSync(stampFile, `${JSON.stringify({ lock: wanted, node })}\n`)
  return node
}

function readStamp() {
  try {
    return JSON.parse(fs.readFileSync(stampFile, 'utf8'))
  } catch {
    return undefined
  }
}

async function install() {
  const startedAt = Date.now()
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`
  say('Installing packages, once (about half a minute) …')
  const still = setInterval(() => say(`  still installing, ${seconds()}`), STILL_AT_IT_MS)
  // A user's engine-strict, omit=dev or NODE_ENV=production must not decide what we need to build and run.
  const options = [
    '--engine-strict=false',
    '--include=dev',
    '--include=optional',
    '--loglevel=error',
    // The lock pins every package by its hash: asking again whether a copy is fresh finds nothing else.
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
  ]
  const guessed = writeLockWithAddresses()
  let { code, errors } = await npm(['ci', ...options])
  fs.rmSync(lockWithAddresses, { force: true })
  // A registry may keep its packages under other addresses than most do; npm itself asks it where.
  if (code !== 0 && guessed && errors.includes('E404')) ({ code, errors } = await npm(['ci', ...options]))
  process.stderr.write(errors)
  clearInterval(still)
  if (code === 0) return say(`Installed in ${seconds()}.`)
  if (/ENOSPC|no space left/i.test(errors))
    return fail(`The disk that holds ${root} is full: free about 1.5 GB and start again.`)
  if (/EACCES|EROFS|EPERM/.test(errors))
    return fail(`${root} cannot be written: start as its owner, or make it writable.`)
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT/.test(errors)) {
    return fail('The packages cannot be downloaded: check the network or the registry npm is set to, and start again.')
  }
  return fail(`The packages were not installed (npm ci ended with ${code}): see above, put it right, and start again.`)
}

/** @returns {boolean} false where that cannot be done; npm then finds the addresses, or the trouble, itself */
function writeLockWithAddresses() {
  const { stdout } = spawnSync(NPM, ['config', 'get', 'registry'], npmOptions({ encoding: 'utf8' }))
  try {
    const lock = fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')
    fs.writeFileSync(lockWithAddresses, withAddresses(lock, String(stdout).trim()))
    return true
  } catch {
    return false
  }
}

/** @returns {Promise<{ code: number | string | null, errors: string }>} what it ended with, and the end of what it complained of */
async function npm(args) {
  const child = spawn(NPM, args, npmOptions({ stdio: ['ignore', 'ignore', 'pipe'] }))
  running = child
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', chunk => {
    errors = (errors + chunk).slice(-10000)
  })
  const code = await new Promise(resolve => {
    child.on('error', error => resolve(error.message))
    child.on('close', resolve)
  })
  running = undefined
  return { code, errors }
}

function npmOptions(more) {
  return {
    cwd: root,
    shell: process.platform === 'win32',
    // The Node in node_modules is about to be replaced: npm must run on the one outside.
    env: { ...process.env, PATH: pathWithoutPackages().join(path.delimiter) },
    ...more,
  }
}

/** The binary comes as a package of the lock; where that cannot run (musl), a system Node of the same age may. */
function findNode() {
  const name = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  const node = path.join(
    packages,
    `${name}-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
    'bin',
    file,
  )
  if (spawnSync(node, ['--version']).status === 0) return node
  if (Number(process.versions.node.split('.')[0]) >= OUR_NODE) return process.execPath
  return fail(
    `There is no Node ${OUR_NODE} for ${process.platform}-${process.arch} among the packages: install Node ${OUR_NODE} yourself and start again.`,
  )
}

function pathWithoutPackages() {
  return (process.env.PATH || '')
    .split(path.delimiter)
    .filter(entry => entry && !path.resolve(entry).startsWith(packages))
}

function watchSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal))
}

function stop(signal) {
  // Run in this process, the command has its own handlers.
  if (running === 'here') return
  if (running) running.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
  else process.exit(1)
}

/** Only under npm: somebody who starts this with `nohup node scripts/start.js start &` means it to stay. */
function watchParent() {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const above = parentOf(parent)
  const timer = setInterval(() => {
    // npm starts a shell and that starts us: either of them may be the one that vanished.
    if (process.ppid === parent && parentOf(parent) === above) return
    clearInterval(timer)
    if (running === 'here') process.kill(process.pid, 'SIGTERM')
    else stop('SIGTERM')
  }, PARENT_LOOK_MS)
  timer.unref()
}

/** @returns undefined where there is no /proc (macOS); the first parent alone is watched then */
function parentOf(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
  } catch {
    return undefined
  }
}

function say(line) {
  process.stdout.write(`${line}\n`)
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}
