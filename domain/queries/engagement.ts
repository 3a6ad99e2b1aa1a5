/** What readers did about a post, in all and by channel and day. */
import { z } from 'zod'
import { READER_REACTIONS } from '#domain/contract/engagement.ts'
import type { AllowedPost } from '#domain/services/access.ts'
import type { Tx } from '#prisma/client.ts'

const Counts = z.object({
  /** About so many: programs are left out as far as they say that they are. */
  views: z.number().int(),
  reactions: z.number().int(),
  comments: z.number().int(),
})

export const EngagementView = z
  .object({
    totals: Counts,
    /** Comments on the public site that nobody has decided about. */
    waiting: z.number().int(),
    channels: z.array(Counts.extend({ channelId: z.string(), name: z.string(), kind: z.string() })),
    /** What became more on a day (UTC), oldest first; days without anything are left out. */
    days: z.array(Counts.extend({ day: z.string(), channelId: z.string() })),
    /** Reactions on the public site. */
    reactions: z.array(z.object({ reaction: z.enum(READER_REACTIONS), count: z.number().int() })),
    milestones: z.array(z.object({ threshold: z.number().int(), at: z.string() })),
  })
  .meta({ id: 'Engagement' })
export type EngagementView = z.infer<typeof EngagementView>

export const EngagementQuery = z.object({
  /** How many days back `days` goes; totals are of all time. */
  days: z.coerce.number().int().min(1).max(366).default(30),
})

type ChannelRow = z.infer<typeof Counts> & { channelId: string; name: string; kind: string }
type DayRow = z.infer<typeof Counts> & { channelId: string; day: string }

export async function getEngagement(
  db: Tx,
  { postId }: AllowedPost<'read'>,
  { days }: z.infer<typeof EngagementQuery>,
): Promise<EngagementView> {
  const [sums, channels, dayRows, reactions, milestones] = await Promise.all([
    db.postEngagement.findUnique({ where: { postId } }),
    db.$queryRaw<ChannelRow[]>`
      select d."channelId"::text as "channelId", c.name, c.kind,
        sum(d.views)::int as views, sum(d.reactions)::int as reactions, sum(d.comments)::int as comments
      from engagement_day d join channel c on c.id = d."channelId"
      where d."postId" = ${postId}::uuid
      group by d."channelId", c.name, c.kind, c."createdAt" order by c."createdAt", d."channelId"`,
    db.$queryRaw<DayRow[]>`
      select to_char(day, 'YYYY-MM-DD') as day, "channelId"::text as "channelId", views, reactions, comments
      from engagement_day
      where "postId" = ${postId}::uuid and day > (now() at time zone 'utc')::date - ${days}::int
      order by day, "channelId"`,
    db.readerReaction.findMany({ where: { postId }, select: { reaction: true, count: true } }),
    db.engagementMilestone.findMany({ where: { postId }, orderBy: { threshold: 'asc' } }),
  ])
  const { views = 0, comments = 0, waiting = 0 } = sums ?? {}
  const countOf = new Map(reactions.map(({ reaction, count }) => [reaction, count]))
  return {
    totals: { views, reactions: sums?.reactions ?? 0, comments },
    waiting,
    channels,
    days: dayRows,
    reactions: READER_REACTIONS.map(reaction => ({ reaction, count: countOf.get(reaction) ?? 0 })),
    milestones: milestones.map(({ threshold, at }) => ({ threshold, at: at.toISOString() })),
  }
}
