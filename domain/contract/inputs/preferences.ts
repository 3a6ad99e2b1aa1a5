/** What people want to hear of and how, and of which posts. */
import { z } from 'zod'
import { NOTICE_TOPICS } from '../notice-topics.ts'

/** What stands in the inbox goes by mail when nobody has read it for a while, and to devices at once. */
const NOTICE_WAYS = ['inbox', 'mail', 'push'] as const
export type NoticeWay = (typeof NOTICE_WAYS)[number]

const NoticeTopicSchema = z.enum(NOTICE_TOPICS)

const Ways = z.strictObject({ inbox: z.boolean(), mail: z.boolean(), push: z.boolean() })

export const NoticeMatrix = z.record(NoticeTopicSchema, Ways)
export type NoticeMatrix = z.infer<typeof NoticeMatrix>

/** What is left out is as by default. */
export const NoticeChoices = z.partialRecord(NoticeTopicSchema, Ways.partial())
export type NoticeChoices = z.infer<typeof NoticeChoices>

export const WritePreferences = z.strictObject({ topics: NoticeChoices, watchOnComment: z.boolean().default(true) })
export type WritePreferences = z.infer<typeof WritePreferences>

const row = (mail: boolean, push: boolean) => ({ inbox: true, mail, push })

export const DEFAULT_MATRIX: NoticeMatrix = {
  mentions: row(true, true),
  replies: row(true, true),
  comments: row(false, false),
  reviews: row(true, true),
  trouble: row(true, true),
  published: row(false, false),
  milestones: row(false, false),
  people: row(false, false),
  system: row(false, false),
}

/** Publishing that failed or waits for a word always stands in the inbox: nothing else would say that nobody got the post. */
export const LOCKED: ReadonlySet<string> = new Set(['trouble'])

/** The whole table, with what does not reach the inbox going nowhere else either. */
export function matrixOf(choices: NoticeChoices): NoticeMatrix {
  const entries = NOTICE_TOPICS.map(topic => {
    const chosen = { ...DEFAULT_MATRIX[topic], ...choices[topic] }
    const inbox = chosen.inbox || LOCKED.has(topic)
    return [topic, { inbox, mail: inbox && chosen.mail, push: inbox && chosen.push }] as const
  })
  return Object.fromEntries(entries) as NoticeMatrix
}

export const WATCHES = ['watching', 'muted', 'default'] as const
export const WritePostWatch = z.strictObject({ watch: z.enum(WATCHES) })
export type PostWatchChoice = z.infer<typeof WritePostWatch>['watch']

/** As `PushSubscription.toJSON()` of a browser has it; what else it says is left out. */
export const AddPushDevice = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(1000),
  keys: z.object({
    /** An uncompressed point of P-256. */
    p256dh: z.base64url().length(87),
    auth: z.base64url().length(22),
  }),
})
export type AddPushDevice = z.infer<typeof AddPushDevice>

export const RemovePushDevice = AddPushDevice.pick({ endpoint: true })
