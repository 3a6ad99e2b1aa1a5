/** Messages outside the document, server to client, on a `post:` connection: why saving is held up, and that it goes on. */
import { z } from 'zod'

export const SAVE_TROUBLES = ['storage_unavailable', 'disk_full', 'too_large', 'rate_limited'] as const
export type SaveTrouble = (typeof SAVE_TROUBLES)[number]

export const ServerNote = z.discriminatedUnion('type', [
  z.object({ type: z.literal('save_trouble'), reason: z.enum(SAVE_TROUBLES) }),
  z.object({ type: z.literal('save_resumed') }),
])
export type ServerNote = z.infer<typeof ServerNote>
