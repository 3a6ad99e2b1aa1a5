/** F17: the process that publishes is killed around the request that sends a post, and somebody counts what arrives. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { CrashPoint } from '#domain/crash-point.ts'
import { sealSecret } from '#domain/services/sealed-secret.ts'
import { transact } from '#domain/services/transact.ts'
import { addPublishingPost } from '#tests/support/people-and-posts.ts'
import { openReceiver, type Receiver } from '#tests/support/receiver.ts'
import { until } from '#tests/support/until.ts'
import { AUTH_SECRET, breakGround, type Ground } from '../ground.ts'
import type { Row, Run } from '../row.ts'

/** `held`: when the receiver has the whole request; `answering`: within a few milliseconds of its answer. */
const POINTS = [
  'delivery-after-claim',
  'held',
  'answering',
  'delivery-after-answer',
  'delivery-after-record',
] as const satisfies readonly (CrashPoint | 'held' | 'answering')[]
type Point = (typeof POINTS)[number]
type Kind = 'webhook' | 'demo'

type Aim = { readonly kind: Kind; readonly point: Point }
/** A webhook cannot be asked; the demo channel can. */
const AIMS: readonly Aim[] = [
  ...POINTS.map(point => ({ kind: 'webhook', point }) as const),
  ...POINTS.filter(point => point.startsWith('delivery')).map(point => ({ kind: 'demo', point }) as const),
]
const AIMS_OF_SHORT: readonly Aim[] = [
  { kind: 'webhook', point: 'held' },
  { kind: 'webhook', point: 'delivery-after-answer' },
  { kind: 'demo', point: 'delivery-after-claim' },
  { kind: 'demo', point: 'delivery-after-answer' },
]

type Killed = { readonly kind: Kind; readonly point: Point; readonly postId: string; readonly deliveryId: string }

export const f17: Row = {
  id: 'F17',
  what: `kill -9 of the server at ${POINTS.length} points of sending a post`,
  goal: 'out once at most; published, or asked: never twice, never silently not at all',
  async run(run) {
    const rounds = run.count ?? (run.full ? 25 : 1)
    const ground = await breakGround()
    const receiver = await openReceiver()
    try {
      const channels = { webhook: await addWebhook(ground, receiver), demo: await addDemo(ground) }
      const faults: string[] = []
      const ends: Record<string, number> = {}
      for (let round = 0; round < rounds; round += 1) {
        const killed: Killed[] = []
        for (const { point, kind } of run.full ? AIMS : AIMS_OF_SHORT) {
          killed.push(await killAt(ground, receiver, run, { point, kind, channelId: channels[kind] }))
          run.note(`${kind} killed at ${point}`)
        }
        await recover(ground, killed)
        for (const one of killed) {
          const { end, fault } = await judge(ground, receiver, one)
          ends[end] = (ends[end] ?? 0) + 1
          run.note(`round ${round + 1}, ${one.kind} at ${one.point}: ${end}`)
          if (fault) faults.push(`${one.kind} at ${one.point}: ${fault}`)
        }
      }
      const count = Object.values(ends).reduce((sum, number) => sum + number, 0)
      const figure = Object.entries(ends).map(([end, number]) => `${end} ×${number}`)
      return { ran: true, count: `${count} kills`, figure: figure.sort().join(', '), faults, late: [] }
    } finally {
      await receiver.close()
      await ground.close()
    }
  },
}

async function addWebhook({ db, workspaceId }: Ground, receiver: Receiver): Promise<string> {
  const settings = { url: receiver.url }
  const { id } = await db.channel.create({ data: { workspaceId, kind: 'webhook', name: 'Hook', settings } })
  const secret = sealSecret(
    `whsec_${Buffer.from('thirty-two bytes of a secret').toString('base64')}`,
    AUTH_SECRET,
    `channel:${id}`,
  )
  await db.channel.update({ where: { id }, data: { secret } })
  return id
}

async function addDemo({ db, workspaceId }: Ground): Promise<string> {
  const settings = { behaviour: 'succeed', delayMs: 0 }
  return (await db.channel.create({ data: { workspaceId, kind: 'demo', name: 'Demo', settings } })).id
}

/** A post is sent by a server that dies at the point. */
async function killAt(
  ground: Ground,
  receiver: Receiver,
  { dice }: Run,
  { point, kind, channelId }: Aim & { readonly channelId: string },
): Promise<Killed> {
  const [owner] = ground.people
  if (!owner) throw new Error('Nobody is there')
  const isByHand = point === 'held' || point === 'answering'
  const server = await ground.startServer({
    ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8',
    ...(!isByHand && { GALLEY_CRASH_AT: point }),
  })
  const { postId, deliveryId } = await addPublishingPost(ground.db, {
    workspaceId: ground.workspaceId,
    userId: owner.userId,
    title: point,
    markdown: 'It speaks.',
    channelId,
  })
  const arrived = new Promise<void>(resolve =>
    receiver.answerWith((response, { headers }) => {
      const isIt = String(headers['webhook-id']).startsWith(postId)
      if (!isIt || point !== 'held') response.writeHead(200).end()
      if (isIt) resolve()
    }),
  )
  await transact(ground.db, async (_, emit) => emit({ type: 'delivery.queued', deliveryId, postId }))
  if (isByHand) {
    await arrived
    if (point === 'answering') await sleep(dice.whole(0, 20))
    server.kill('SIGKILL')
  }
  await server.exited
  return { kind, point, postId, deliveryId }
}

/** Attempts of a minute ago, as it is when the server was away for a while. */
async function recover(ground: Ground, killed: readonly Killed[]): Promise<void> {
  const ids = killed.map(({ deliveryId }) => deliveryId)
  const longAgo = new Date(Date.now() - 120_000)
  await ground.db.delivery.updateMany({
    where: { id: { in: ids }, state: 'publishing' },
    data: { updatedAt: longAgo },
  })
  const server = await ground.startServer({ ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8' })
  const unsettled = () =>
    ground.db.delivery.count({ where: { id: { in: ids }, state: { in: ['queued', 'publishing'] } } })
  // The job of a killed worker is let go of when its heartbeat is missed.
  await until(async () => (await unsettled()) === 0, { withinMs: 60_000 }).catch(() => undefined)
  server.kill('SIGTERM')
  await server.exited
}

async function judge(
  { db }: Ground,
  receiver: Receiver,
  { kind, point, postId, deliveryId }: Killed,
): Promise<{ end: string; fault: string | null }> {
  const delivery = await db.delivery.findUniqueOrThrow({ where: { id: deliveryId } })
  const post = await db.post.findUniqueOrThrow({ where: { id: postId } })
  const arrived =
    kind === 'demo'
      ? await db.demoPost.count({ where: { idempotencyKey: delivery.idempotencyKey } })
      : receiver.taken.filter(({ headers }) => headers['webhook-id'] === delivery.idempotencyKey).length
  const end = `${delivery.state} with ${arrived} there`
  if (post.state !== delivery.state)
    return { end, fault: `the post says ${post.state}, the delivery ${delivery.state}` }
  if (arrived > 1) return { end, fault: `it arrived ${arrived} times` }
  if (delivery.state === 'unconfirmed' && kind === 'webhook') {
    return { end, fault: delivery.reason ? null : 'nobody is told why it is unconfirmed' }
  }
  if (delivery.state !== 'published' || arrived !== 1) return { end, fault: `it ended ${end}` }
  return { end, fault: point === 'delivery-after-record' && delivery.attempts !== 1 ? 'it was sent again' : null }
}
