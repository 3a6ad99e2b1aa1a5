/** What people send about posts. Unknown fields are refused. */
import { z } from 'zod'
import { ChannelId, WorkspaceId } from '../ids.ts'
import { LIMITS } from '../limits.ts'
import { POST_ACCESS } from './sharing.ts'

/** One line; white space at the ends and inside is folded. */
export const PostTitle = z
  .string()
  .max(LIMITS.titleChars)
  .transform(title => title.replace(/\s+/g, ' ').trim())

export const CreatePost = z.strictObject({
  workspaceId: WorkspaceId,
  title: PostTitle.optional(),
  /** CommonMark with GFM; the title is not in it. */
  markdown: z.string().max(LIMITS.bodyBytes).optional(),
  /** `private`: nobody else sees it until people are named or it is opened. */
  access: z.enum(POST_ACCESS).optional(),
})
export type CreatePost = z.infer<typeof CreatePost>

/** An IANA name this server knows, e.g. `Europe/Berlin`. */
export const TimeZone = z.string().max(64).refine(isTimeZone, 'is not a time zone; write one like Europe/Berlin')

const ChannelIds = z
  .array(ChannelId)
  .min(1, 'choose at least one channel')
  .max(50)
  .refine(ids => new Set(ids).size === ids.length, 'names a channel twice')

/** Yjs state vector (base64) of the text the person saw: what goes out holds at least that. */
const StateVector = z.base64().max(64 * 1024)

const NoInput = z.strictObject({})
const ApproveInput = z.strictObject({ stateVector: StateVector.optional() })
const ScheduleInput = z.strictObject({
  /** ISO 8601 with offset or Z. */
  at: z.iso.datetime({ offset: true }).transform(at => new Date(at)),
  timeZone: TimeZone,
  channelIds: ChannelIds,
  stateVector: StateVector.optional(),
})
const PublishInput = z.strictObject({ channelIds: ChannelIds, stateVector: StateVector.optional() })
const RetryInput = z.strictObject({
  /** All failed channels if left out. */
  channelId: ChannelId.optional(),
})
const ConfirmInput = z.strictObject({
  channelId: ChannelId,
  /**
   * Whether the post went out there, as a person found it. `left_out`: it did not, and need not: a channel that failed
   * counts no more, where the post is out on others.
   */
  outcome: z.enum(['published', 'failed', 'left_out']),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
})

/** Body of each command, by its name. */
export const COMMAND_INPUTS = {
  submit: NoInput,
  'request-changes': NoInput,
  approve: ApproveInput,
  schedule: ScheduleInput,
  unschedule: NoInput,
  publish: PublishInput,
  retry: RetryInput,
  confirm: ConfirmInput,
  archive: NoInput,
  restore: NoInput,
  delete: NoInput,
} as const

type Inputs = typeof COMMAND_INPUTS
/** A command with its checked body. */
export type CommandCall = {
  [C in keyof Inputs]: { readonly command: C; readonly input: z.infer<Inputs[C]> }
}[keyof Inputs]

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

/** Joins a command with the body that its own schema has passed. */
export function toCommandCall<C extends keyof Inputs>(command: C, input: z.infer<Inputs[C]>): CommandCall {
  return { command, input } as unknown as CommandCall
}
