/** Where a workspace's posts can go. Addresses may hold tokens: only those who manage channels see settings. */
import { z } from 'zod'
import { CHANNEL_KIND_FACTS, findChannelKind } from '#domain/contract/channel-kinds.ts'
import { can } from '#domain/contract/roles.ts'
import type { AllowedChannel, AllowedWorkspace } from '#domain/services/access.ts'
import type { Tx } from '#prisma/client.ts'
import type { Channel, ChannelTest } from '#prisma/generated/client.ts'

export const ChannelTestView = z
  .object({
    works: z.boolean(),
    /** What happened, for people. */
    words: z.string(),
    at: z.string(),
  })
  .meta({ id: 'ChannelTest' })
export type ChannelTestView = z.infer<typeof ChannelTestView>

export const ChannelView = z
  .object({
    id: z.string(),
    kind: z.string(),
    name: z.string(),
    enabled: z.boolean(),
    /** Where it leads in a word, e.g. the host of a webhook; null where there is nothing to say. */
    place: z.string().nullable(),
    /** Whether the channel itself can be asked what became of an unconfirmed delivery. */
    canLookUp: z.boolean(),
    /** Only for those who manage channels. Secrets are never in it. */
    settings: z.record(z.string(), z.unknown()).optional(),
    lastTest: ChannelTestView.nullable(),
  })
  .meta({ id: 'Channel' })
export type ChannelView = z.infer<typeof ChannelView>

const withLastTest = {
  tests: { where: { answeredAt: { not: null } }, orderBy: { askedAt: 'desc' }, take: 1 },
} as const

/** The built-in site first; what was removed is not there. */
export async function listChannels(db: Tx, workspace: AllowedWorkspace<'read'>): Promise<ChannelView[]> {
  const rows = await db.channel.findMany({
    where: { workspaceId: workspace.workspaceId, removedAt: null },
    include: withLastTest,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  return rows.map(row => toView(row, can(workspace.role, 'manage')))
}

export async function getChannel(db: Tx, { channelId }: AllowedChannel<'manage'>): Promise<ChannelView> {
  const row = await db.channel.findUniqueOrThrow({ where: { id: channelId }, include: withLastTest })
  return toView(row, true)
}

/** Of one test: null while it has no answer. */
export async function findTestAnswer(
  db: Tx,
  testId: string,
): Promise<{ readonly begun: boolean; readonly answer: ChannelTestView | null } | null> {
  const row = await db.channelTest.findUnique({ where: { id: testId } })
  return row && { begun: row.begunAt !== null, answer: toTestView(row) }
}

/** Scheduled posts that are to go there. */
export function countScheduled(db: Tx, { channelId }: AllowedChannel<'manage'>): Promise<number> {
  return db.delivery.count({ where: { channelId, state: 'queued', post: { state: 'scheduled' } } })
}

function toView(row: Channel & { tests: ChannelTest[] }, withSettings: boolean): ChannelView {
  const kind = findChannelKind(row.kind)
  const settings = z.record(z.string(), z.unknown()).catch({}).parse(row.settings)
  const [test] = row.tests
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    enabled: row.enabled,
    place: placeOf(settings),
    canLookUp: kind !== null && CHANNEL_KIND_FACTS[kind].canLookUp,
    ...(withSettings && { settings }),
    lastTest: test ? toTestView(test) : null,
  }
}

function toTestView({ works, words, answeredAt }: ChannelTest): ChannelTestView | null {
  return works === null || answeredAt === null ? null : { works, words: words ?? '', at: answeredAt.toISOString() }
}

function placeOf(settings: Record<string, unknown>): string | null {
  const { url, behaviour, handle, from } = settings
  if (typeof from === 'string') return from
  if (typeof handle === 'string') return `@${handle}`
  if (typeof url === 'string' && URL.canParse(url)) return new URL(url).host
  return typeof behaviour === 'string' ? behaviour : null
}
