/** What people send about moments of a history. Unknown fields are refused. */
import { z } from 'zod'
import { LIMITS } from '../limits.ts'

export const NameMoment = z.strictObject({
  /** One line. */
  name: z
    .string()
    .transform(name => name.replace(/\s+/gu, ' ').trim())
    .pipe(z.string().min(1).max(LIMITS.momentNameChars)),
})
export type NameMoment = z.infer<typeof NameMoment>
