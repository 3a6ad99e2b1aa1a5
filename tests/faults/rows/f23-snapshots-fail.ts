/** F23: half of all snapshots are refused by the database. */
import { until } from '#tests/support/until.ts'
import { breakGround } from '../ground.ts'
import { faultsOf, judge } from '../oracle.ts'
import type { Token } from '../robot.ts'
import type { Row } from '../row.ts'
import { figureOf, openTeam, PATIENTLY, residentMegabytes, timeUntil } from '../team.ts'

const MEGABYTES = 20
const ROWS = 60

export const f23: Row = {
  id: 'F23',
  what: 'half of all snapshots refused while people come, type and go',
  goal: '0 lost; memory ≤ +20 MB; told in the log; a later snapshot counts',
  async run({ dice, full, note }) {
    const rounds = full ? 100 : 6
    const ground = await breakGround()
    try {
      await ground.pool.query(`
        create function sometimes() returns trigger language plpgsql as $$ begin
          if random() < 0.5 then raise exception 'not this time'; end if; return new;
        end $$`)
      await ground.pool.query(
        'create trigger sometimes before insert on doc_snapshot for each row execute function sometimes()',
      )
      const post = await ground.addPost()
      const server = await ground.startServer()
      const tokens: Token[] = []
      const faults: string[] = []
      const snapshots = (outcome: string) => figureOf(ground, 'galley_snapshots_total', `outcome="${outcome}"`)
      /** Enough rows for a snapshot when the room is left. */
      const visit = async (name: string) => {
        const robots = await openTeam(ground, post, { dice, tabs: 2, prefix: name })
        for (let row = 0; row < ROWS; row += 1) {
          robots[row % 2]?.type()
          await until(() => robots.every(robot => robot.isSaved()), PATIENTLY)
        }
        for (const robot of robots) robot.close()
        tokens.push(...robots.flatMap(robot => robot.tokens))
        const left = await timeUntil(async () => (await figureOf(ground, 'galley_rooms')) === 0, 10_000)
        if (left === null) faults.push(`${name}: the document stayed in memory`)
      }
      let before = 0
      for (let round = 0; round < rounds || (await snapshots('failed')) === 0; round += 1) {
        await visit(`v${round}-`)
        // The first rounds fill caches.
        if (round === Math.floor(rounds / 3)) before = residentMegabytes(server.pid)
      }
      const grown = Math.round(residentMegabytes(server.pid) - before)
      const failed = await snapshots('failed')
      note(`${failed} refused, ${await snapshots('kept')} kept`)
      await ground.pool.query('drop trigger sometimes on doc_snapshot')
      const keptBefore = await snapshots('kept')
      await visit('last')
      const kept = (await snapshots('kept')) > keptBefore
      const verdict = await judge(ground, post, [], { dice, tokens })
      return {
        ran: true,
        count: `${rounds} visits, ${failed} snapshots refused, ${verdict.stored} tokens saved`,
        figure: `memory ${grown >= 0 ? '+' : ''}${grown} MB, the next one ${kept ? 'counted' : 'did not count'}`,
        faults: [
          ...faults,
          ...(ground.serverLog().includes('a snapshot did not count') ? [] : ['nothing of it in the log']),
          ...(kept ? [] : ['no later snapshot counted']),
          ...faultsOf(verdict),
        ],
        late: grown > MEGABYTES ? [`memory grew by ${grown} MB`] : [],
      }
    } finally {
      await ground.close()
    }
  },
}
