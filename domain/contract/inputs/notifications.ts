/** Read marks: single rows, or everything up to and with one row. */
import { z } from 'zod'
import { NotificationId } from '../ids.ts'
import { LIMITS } from '../limits.ts'

export const MarkRead = z
  .strictObject({
    ids: z.array(NotificationId).max(LIMITS.listItems).optional(),
    upTo: NotificationId.optional(),
  })
  .refine(({ ids, upTo }) => ids !== undefined || upTo !== undefined, 'give ids or upTo')
export type MarkRead = z.infer<typeof MarkRead>
