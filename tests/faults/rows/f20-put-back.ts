/** F20: a backup is put back under a server that goes on running, while people type. */
import type { UserId } from '#domain/contract/ids.ts'
import { backUp } from '#tests/support/back-up.ts'
import { until } from '#tests/support/until.ts'
import { breakGround, type Ground, type Post } from '../ground.ts'
import { faultsOf, judge } from '../oracle.ts'
import type { Robot } from '../robot.ts'
import type { Row } from '../row.ts'
import { lateWhen, openTeam, PATIENTLY, pause, timeUntil } from '../team.ts'

const SAVED_WITHIN_MS = 10_000

export const f20: Row = {
  id: 'F20',
  what: 'a backup put back under a server that goes on running, while 5 people type',
  goal: 'the server begins anew by itself; 0 lost, also of who has left; each row its author’s; all Saved ≤ 10 s after',
  async run({ dice, full, note }) {
    const typeMs = full ? 30_000 : 1_500
    const ground = await breakGround()
    try {
      const post = await ground.addPost()
      const server = await ground.startServer()
      const robots = await openTeam(ground, post, { dice })
      for (const robot of robots) robot.keepTyping(5)
      await pause(typeMs)
      const backup = await backUp(ground.databaseUrl)
      try {
        note('backed up')
        // One who was not there yet, so that nothing of theirs is in the backup.
        const [late] = await openTeam(ground, post, { dice, tabs: 1, prefix: 'late' })
        const [leaver] = robots
        if (!late || !leaver) throw new Error('Nobody is there')
        late.keepTyping(5)
        await pause(typeMs)
        leaver.stopTyping()
        await until(() => leaver.isSaved(), PATIENTLY)
        const afterBackup = [...robots, late].flatMap(({ tokens }) =>
          tokens.filter(({ storedAt }) => storedAt !== null),
        )
        leaver.close()
        note(`${leaver.name} has left`)

        await backup.putBack()
        const putBackAt = performance.now()
        note('the backup is put back')
        const { code } = await server.exited
        note(`the server has ended: ${code}`)
        await ground.startServer()
        const tabs = [...robots.filter(robot => robot !== leaver), late]
        for (const robot of tabs) robot.stopTyping()
        const waitedMs = await timeUntil(() => tabs.every(robot => robot.isSaved()), PATIENTLY.withinMs)
        const savedMs = waitedMs === null ? null : Math.round(performance.now() - putBackAt)
        const tokens = [...robots, late].flatMap(robot => robot.tokens)
        const verdict = await judge(ground, post, tabs, { dice, tokens })
        const told = ground.serverLog().split('the database was put back to an earlier state').length - 1
        return {
          ran: true,
          count: `${tokens.length} tokens, ${afterBackup.length} of them stored before it was put back`,
          figure: `all Saved ${savedMs} ms after`,
          faults: [
            ...(code === 1 ? [] : [`the server ended with ${code}`]),
            ...(told === 1 ? [] : [`${told} lines of the log say why`]),
            ...faultsOf(verdict),
            ...(await wrongAuthors(ground, post, [...robots, late])),
          ],
          late: lateWhen('all Saved', savedMs, SAVED_WITHIN_MS),
        }
      } finally {
        await backup.forget()
      }
    } finally {
      await ground.close()
    }
  },
}

/** Client ids whose owner, or rows with words of theirs whose author, is somebody else. */
async function wrongAuthors({ pool, people }: Ground, { doc }: Post, robots: readonly Robot[]): Promise<string[]> {
  const { rows } = await pool.query<{ author: UserId; text: string }>(
    `select a.author, encode(u.update, 'escape') as text
    from doc_update u join doc_head h on h.id = u."docId" join doc_author a on a.id = u."authorId" where h.doc = $1`,
    [doc],
  )
  return robots.flatMap(({ name, tokens }, index) => {
    const owner = people[index % people.length]?.userId
    const wrong = rows.filter(({ author, text }) => author !== owner && tokens.some(token => text.includes(token.text)))
    return wrong.length > 0 ? [`${wrong.length} rows with words of ${name} are not theirs`] : []
  })
}
