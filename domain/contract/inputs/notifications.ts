/** Marks: read what is shown, all up to a row, or set single rows as they should be. */
import { z } from 'zod'
import { NOTIFICATION_KINDS } from '../feed-shape.ts'
import { NotificationId } from '../ids.ts'
import { LIMITS } from '../limits.ts'
import { PageQuery } from './lists.ts'

/** As a row said it: ISO 8601 with milliseconds. */
const Moment = z.iso.datetime({ precision: 3 })

export const MarkRead = z
  .strictObject({
    ids: z.array(NotificationId).max(LIMITS.listItems).optional(),
    upTo: NotificationId.optional(),
    /** When that row was raised, as it was shown: what came to it since stays unread. */
    at: Moment.optional(),
  })
  .refine(({ ids, upTo }) => ids !== undefined || upTo !== undefined, 'give ids or upTo')
export type MarkRead = z.infer<typeof MarkRead>

export const NotificationMark = z
  .strictObject({
    id: NotificationId,
    /** Of the row as it was shown when the mark was made, maybe long ago and without a connection. */
    at: Moment,
    rev: z.number().int().min(0),
    read: z.boolean().optional(),
    archived: z.boolean().optional(),
  })
  .refine(({ read, archived }) => read !== undefined || archived !== undefined, 'marks nothing')
export type NotificationMark = z.infer<typeof NotificationMark>

export const MarkNotifications = z.strictObject({
  marks: z
    .array(NotificationMark)
    .min(1)
    .max(LIMITS.listItems)
    .refine(marks => new Set(marks.map(({ id }) => id)).size === marks.length, 'marks a row twice'),
})
export type MarkNotifications = z.infer<typeof MarkNotifications>

const NOTIFICATION_SHOWS = ['unread', 'all', 'archived'] as const

export const NotificationQuery = PageQuery.extend({
  show: z.enum(NOTIFICATION_SHOWS).default('all'),
  /** Kinds, separated by commas. */
  kinds: z
    .string()
    .transform(list => list.split(','))
    .pipe(z.array(z.enum(NOTIFICATION_KINDS)))
    .optional(),
  /** Words in the sentence’s subject, in what was said, or in a name. */
  q: z.string().trim().min(1).max(100).optional(),
})
export type NotificationQuery = z.infer<typeof NotificationQuery>
