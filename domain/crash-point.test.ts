import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CRASH_POINTS, crashPoint, isCrashWanted } from './crash-point.ts'

const PROGRAM = `
import { crashPoint } from ${JSON.stringify(join(import.meta.dirname, 'crash-point.ts'))}
for (let pass = 1; pass <= 5; pass += 1) {
  process.stdout.write(String(pass))
  crashPoint('after-vet')
  crashPoint('after-apply')
}`

async function run(crashAt: string | undefined, more: Record<string, string> = {}) {
  const { GALLEY_CRASH_AT: _, ...env } = process.env
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', PROGRAM], {
    env: { ...env, ...more, ...(crashAt !== undefined && { GALLEY_CRASH_AT: crashAt }) },
  })
  const written = { out: '', errors: '' }
  child.stdout.on('data', text => (written.out += text))
  child.stderr.on('data', text => (written.errors += text))
  const [code, signal] = await once(child, 'close')
  return { code, signal, ...written }
}

test('crash points are off unless a test asks for one', async () => {
  for (const name of CRASH_POINTS) {
    crashPoint(name)
    expect(isCrashWanted(name)).toBe(false)
  }
  expect(await run(undefined)).toMatchObject({ code: 0, signal: null, out: '12345' })
})

test('[UL450] in production nothing turns a crash point on', async () => {
  for (const crashAt of ['after-vet', 'told', 'after-lunch']) {
    expect(await run(crashAt, { NODE_ENV: 'production' })).toMatchObject({ code: 0, signal: null, out: '12345' })
  }
})

test('the process ends at the wanted pass of the wanted point, and nowhere else', async () => {
  const ended = await run('after-apply:3')
  expect(ended).toMatchObject({ signal: 'SIGKILL', out: '123' })
  expect(ended.errors).toContain('crash point after-apply, pass 3')
  expect(await run('after-apply:9')).toMatchObject({ code: 0, out: '12345' })
})

test('a point that does not exist stops the start with its sentence', async () => {
  const refused = await run('after-lunch')
  expect(refused.code).not.toBe(0)
  expect(refused.errors).toContain('GALLEY_CRASH_AT is "after-lunch"')
})

test('told later, it ends at the passes after that', async () => {
  const program = `
    import { crashPoint } from ${JSON.stringify(join(import.meta.dirname, 'crash-point.ts'))}
    crashPoint('after-vet')
    process.stdout.write('before ')
    process.on('message', () => {
      process.stdout.write('told ')
      for (const pass of [1, 2, 3]) {
        process.stdout.write(String(pass))
        crashPoint('after-vet')
      }
      process.exit(0)
    })
    process.send('up')`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    env: { ...process.env, GALLEY_CRASH_AT: 'told' },
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  })
  let out = ''
  child.stdout?.on('data', text => (out += text))
  await once(child, 'message')
  child.send({ crashAt: 'after-vet:2' })
  const [, signal] = await once(child, 'close')
  expect([signal, out]).toEqual(['SIGKILL', 'before told 12'])
})
