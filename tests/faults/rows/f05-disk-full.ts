/** F5: the disk of the database is full, then has room again. The data folder stands on a small file system of its own. */
import { spawnSync } from 'node:child_process'
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { breakGround } from '../ground.ts'
import { faultsOf, judge, watchStored } from '../oracle.ts'
import type { Row } from '../row.ts'
import { lateWhen, openTeam, pause, timeUntil } from '../team.ts'

const MEGABYTES = 160
const TOLD_WITHIN_MS = 5_000
const SAVED_WITHIN_MS = 30_000
/** What people write until the last page is full: long tokens of padding are not tokens, and count for nothing. */
const PADDING = 'x'.repeat(4_000)

export const f05: Row = {
  id: 'F5',
  what: 'the disk of the database full while 5 people type, then free again',
  goal: 'none acknowledged in vain; the cause named ≤ 5 s; reading works; 0 lost; Saved ≤ 30 s after there is room, by itself',
  async run({ dice, note }) {
    if (process.getuid?.() !== 0) return { ran: false, why: 'a small file system can only be mounted by root' }
    const disk = mkdtempSync(join(tmpdir(), 'galley-disk-'))
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m`, 'galley-faults', disk])
    if (mounted.status !== 0) {
      rmSync(disk, { recursive: true })
      return { ran: false, why: `no file system can be mounted here (${mounted.stderr?.toString().trim()})` }
    }
    chmodSync(disk, 0o755)
    let ground: Awaited<ReturnType<typeof breakGround>> | undefined
    try {
      ground = await breakGround({ dataFolder: disk, supervised: true })
      const { people } = ground
      const post = await ground.addPost()
      await ground.startServer()
      const robots = await openTeam(ground, post, { dice })
      const watched = watchStored(ground, post, robots)
      for (const robot of robots) robot.keepTyping(5)
      await pause(500)
      const filler = join(disk, 'filler')
      fill(filler)
      note('the disk is full')
      const [writer] = robots
      const says = (robot: (typeof robots)[number]) => robot.session.status.get().save
      const pad = setInterval(() => writer?.doc.getMap('fields').set('slug', PADDING + dice.roll()), 20)
      const startedAt = performance.now()
      const full = await timeUntil(() => robots.some(robot => says(robot).state === 'cant_save'), 60_000)
      const toldMs = await timeUntil(
        () =>
          robots.some(robot => {
            const save = says(robot)
            return save.state === 'cant_save' && save.reason === 'disk_full'
          }),
        TOLD_WITHIN_MS * 2,
      )
      clearInterval(pad)
      note(`could not save after ${full} ms of writing, the cause was named ${toldMs} ms later`)
      const reader = people[4]
      if (!reader) throw new Error('Nobody is there')
      const late = ground.robot({ person: reader, post, name: 'reader', dice })
      const readMs = await timeUntil(() => late.session.status.get().text === 'shown', 10_000)
      note(`somebody new reads after ${readMs} ms`)
      await pause(2_000)
      for (const robot of robots) robot.stopTyping()
      rmSync(filler)
      note('there is room again')
      const savedMs = await timeUntil(() => robots.every(robot => robot.isSaved()), SAVED_WITHIN_MS * 2)
      const verdict = await judge(ground, post, [...robots, late], { dice })
      await watched.answered()
      return {
        ran: true,
        count: `${MEGABYTES} MB filled, full for ${Math.round((performance.now() - startedAt) / 1000)} s, ${verdict.stored} tokens saved`,
        figure: `cause named after ${toldMs} ms, read after ${readMs} ms, all Saved ${savedMs} ms after there was room`,
        faults: [
          ...(full === null ? ['the disk never got in the way'] : []),
          ...(toldMs === null ? ['the cause was not named'] : []),
          ...(readMs === null ? ['nobody new could read'] : []),
          ...(savedMs === null ? ['it did not go on by itself'] : []),
          ...faultsOf(verdict, watched),
        ],
        late: [...lateWhen('the cause named', toldMs, TOLD_WITHIN_MS), ...lateWhen('Saved', savedMs, SAVED_WITHIN_MS)],
      }
    } finally {
      await ground?.close()
      spawnSync('umount', ['-l', disk])
      rmSync(disk, { recursive: true, force: true })
    }
  },
}

/** Until there is not one byte left. */
function fill(file: string): void {
  const handle = openSync(file, 'w')
  let chunk = Buffer.alloc(1024 * 1024)
  try {
    for (;;) writeSync(handle, chunk)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  }
  chunk = Buffer.alloc(512)
  try {
    for (;;) writeSync(handle, chunk)
  } catch {
    closeSync(handle)
  }
}
