/** F18: posts that were due while nothing ran, and a server that is killed while it catches up. */
import type { PostId } from '#domain/contract/ids.ts'
import { addPublishingPost } from '#tests/support/people-and-posts.ts'
import { breakGround, type Ground } from '../ground.ts'
import type { Row } from '../row.ts'
import { pause, timeUntil } from '../team.ts'

const GRACE_MINUTES = 10

export const f18: Row = {
  id: 'F18',
  what: 'posts due while nothing ran, within the grace and beyond it; killed while it catches up, and started again',
  goal: 'within the grace each goes out once, in the order of its time; beyond it each is held and its people told once',
  async run({ dice, full, count, note }) {
    const ground = await breakGround()
    try {
      const { db, workspaceId, people } = ground
      await db.workspace.update({ where: { id: workspaceId }, data: { graceMinutes: GRACE_MINUTES } })
      const author = people[1]?.userId
      if (!author) throw new Error('Nobody is there')
      const posts = count ?? (full ? 60 : 8)
      // One moment for all: adding them takes time, and would change the order of those that lie close together.
      const { rows } = await ground.pool.query<{ now: Date }>('select now()')
      const add = async (title: string, minutesAgo: number): Promise<PostId> => {
        const { postId } = await addPublishingPost(db, { workspaceId, userId: author, title, markdown: 'Now.' })
        await ground.pool.query(
          `update post set state = 'scheduled', "scheduledAt" = $3::timestamptz - make_interval(secs => $2) where id = $1`,
          [postId, minutesAgo * 60, rows[0]?.now],
        )
        return postId
      }
      const due: { postId: PostId; minutesAgo: number }[] = []
      for (let index = 0; index < posts; index++) {
        const minutesAgo = dice.roll() * (GRACE_MINUTES - 2)
        due.push({ postId: await add(`Due ${index}`, minutesAgo), minutesAgo })
      }
      const missed: PostId[] = []
      for (let index = 0; index < posts / 2; index++) {
        missed.push(await add(`Missed ${index}`, GRACE_MINUTES + 1 + dice.whole(0, 10_000)))
      }

      const kills = full ? 5 : 0
      for (let kill = 0; kill < kills; kill++) {
        const server = await ground.startServer()
        await pause(dice.whole(0, 1_500))
        note(`killed with ${await countOf(ground, 'published')} of ${posts} out`)
        server.kill('SIGKILL')
        await server.exited
      }
      const server = await ground.startServer()
      // What a kill cut off is looked at when it is a minute old.
      const withinMs = full ? 100_000 : 30_000
      const tookMs = await timeUntil(async () => (await countOf(ground, 'published')) === posts, withinMs)
      server.kill('SIGTERM')
      await server.exited

      const faults = [
        ...(tookMs === null ? [`only ${await countOf(ground, 'published')} of ${posts} went out`] : []),
        ...(await outOfOrder(ground, due)),
        ...(await notOnce(
          ground,
          due.map(({ postId }) => postId),
          'due',
        )),
        ...(await notOnce(
          ground,
          due.map(({ postId }) => postId),
          'published',
        )),
        ...(await notOnce(ground, missed, 'held')),
        ...(await wronglyHeld(ground, missed, author)),
      ]
      return {
        ran: true,
        count: `${posts} due, ${missed.length} missed, ${kills + 1} starts`,
        figure: `${missed.length} held, all out after ${Math.round((tookMs ?? 0) / 100) / 10} s`,
        faults,
        late:
          !full && tookMs !== null && tookMs > 10_000 ? ['the last one went out more than 10 s after the start'] : [],
      }
    } finally {
      await ground.close()
    }
  },
}

async function countOf({ db }: Ground, state: string): Promise<number> {
  return db.post.count({ where: { state } })
}

/** The order in which they were handed to the workers. */
async function outOfOrder(
  { pool }: Ground,
  due: readonly { postId: PostId; minutesAgo: number }[],
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ postId: string }>(
    `select event->>'postId' as "postId" from outbox where event->>'type' = 'delivery.queued' order by id`,
  )
  const seen = [...new Set(rows.map(({ postId }) => postId))]
  const wanted = [...due].sort((one, other) => other.minutesAgo - one.minutesAgo).map(({ postId }) => postId)
  return seen.join() === wanted.join() ? [] : ['they did not begin in the order of their times']
}

async function notOnce({ db }: Ground, posts: readonly PostId[], kind: string): Promise<readonly string[]> {
  const rows = await db.activity.groupBy({ by: ['postId'], where: { kind }, _count: true })
  const times = new Map(rows.map(({ postId, _count }) => [postId, _count]))
  return posts
    .filter(postId => times.get(postId) !== 1)
    .map(postId => `${kind}: ${times.get(postId) ?? 0} times, not once`)
}

async function wronglyHeld({ db }: Ground, missed: readonly PostId[], author: string): Promise<readonly string[]> {
  const rows = await db.post.findMany({ where: { id: { in: [...missed] } } })
  const told = await db.notification.groupBy({
    by: ['postId'],
    where: { kind: 'post_held', userId: author },
    _count: true,
  })
  const toldOnce = new Set(told.flatMap(({ postId, _count }) => (_count === 1 ? postId : [])))
  return [
    ...rows.flatMap(({ state, heldAt, title }) =>
      state === 'scheduled' && heldAt !== null ? [] : [`${title} is ${state}, not held`],
    ),
    ...rows.flatMap(({ id, title }) => (toldOnce.has(id) ? [] : [`the author of ${title} was not told once`])),
  ]
}
