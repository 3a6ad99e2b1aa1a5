/** F27: the connection on which the server listens to the outbox dies without a word; dashboards are right soon all the same. */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { PostState } from '#domain/contract/post-status.ts'
import { transact } from '#domain/services/transact.ts'
import { until } from '#tests/support/until.ts'
import { openFeed } from '#web/realtime/live-feed.ts'
import { openSocket } from '#web/realtime/socket.ts'
import { breakGround, type Ground, type Post } from '../ground.ts'
import { startProxy } from '../proxy.ts'
import type { Row } from '../row.ts'
import { lateWhen, timeUntil } from '../team.ts'

const RIGHT_WITHIN_MS = 5_000
const GIVE_UP_MS = 20_000

export const f27: Row = {
  id: 'F27',
  what: 'the connection that listens to the outbox dies quietly',
  goal: 'an open dashboard is right ≤ 5 s by a catch-up read, each time; 0 changes missed',
  async run({ full, count, note }) {
    const deaths = count ?? (full ? 10 : 2)
    const ground = await breakGround()
    const proxy = await startProxy(Number(new URL(ground.databaseUrl).port))
    try {
      const through = new URL(ground.databaseUrl)
      through.port = String(proxy.port)
      const post = await ground.addPost()
      await ground.startServer({ DATABASE_URL: through.href })
      const dashboard = openDashboard(ground)
      await until(() => dashboard.posts().has(post.postId), { withinMs: GIVE_UP_MS })

      const take = async (state: PostState) => {
        await changeState(ground, post, state)
        return timeUntil(() => dashboard.posts().get(post.postId)?.state === state, GIVE_UP_MS)
      }
      const before = await take('in_review')
      note(`seen after ${before} ms while all is well`)
      const times: (number | null)[] = []
      for (let death = 0; death < deaths; death += 1) {
        proxy.silence(await listenerPort(ground))
        const ms = await take(death % 2 === 0 ? 'approved' : 'in_review')
        note(`silent: seen after ${ms} ms`)
        times.push(ms)
      }
      const after = await take('draft')
      note(`seen after ${after} ms on the new connection`)
      dashboard.close()
      const worst = times.includes(null) ? null : Math.max(...times.filter(ms => ms !== null))
      return {
        ran: true,
        count: `${deaths} deaths`,
        figure: `seen after ${before} ms before, at most ${worst} ms after a death, ${after} ms on the next connection`,
        faults: [
          ...(worst === null ? ['a change was not seen'] : []),
          ...(before === null || after === null ? ['a change was not seen while all was well'] : []),
        ],
        late: lateWhen('the dashboard right', worst, RIGHT_WITHIN_MS),
      }
    } finally {
      await ground.close()
      await proxy.close()
    }
  },
}

/** The feed of one person as a page has it. */
function openDashboard(ground: Ground) {
  const [person] = ground.people
  if (!person) throw new Error('Nobody is there')
  let posts: ReadonlyMap<string, FeedPost> = new Map()
  const url = `ws://127.0.0.1:${ground.collabPort}/collab`
  const socket = openSocket(async () => ({ ticket: await person.ticket(), url }))
  const closeFeed = openFeed(socket, person.userId, content => {
    posts = content.posts
  })
  return {
    posts: () => posts,
    close: () => {
      closeFeed()
      socket.stop()
    },
  }
}

function changeState({ db, workspaceId }: Ground, { postId }: Post, state: PostState): Promise<void> {
  return transact(db, async (tx, emit) => {
    await tx.post.update({ where: { id: postId }, data: { state, rev: { increment: 1 }, updatedAt: new Date() } })
    emit({ type: 'post.changed', postId, workspaceId })
  })
}

/** The proxy's end of the connection that listens, as Postgres sees it; waits until there is one. */
async function listenerPort({ pool }: Ground): Promise<number> {
  let port = 0
  await until(
    async () => {
      // A silent one lives on in Postgres: the newest is the one in use.
      const { rows } = await pool.query<{ client_port: number }>(
        `select client_port from pg_stat_activity
         where datname = current_database() and application_name = 'galley outbox reader'
         order by backend_start desc limit 1`,
      )
      port = rows[0]?.client_port ?? 0
      return port > 0
    },
    { withinMs: GIVE_UP_MS },
  )
  return port
}
