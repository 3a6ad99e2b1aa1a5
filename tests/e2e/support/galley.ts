/** The Galleys that the stories go to: `npm test` starts one for each worker, so that what runs at once shares nothing. */
import { z } from 'zod'

const SERVING = z.array(z.object({ url: z.url(), databaseUrl: z.string() }))

export const GALLEYS = SERVING.parse(JSON.parse(process.env.GALLEYS ?? '[]'))

/** Its number is the worker's; in the process that only hands the stories out there is none. */
export const GALLEY_NUMBER = Number(process.env.TEST_PARALLEL_INDEX ?? 0)

/** The one of this worker. @throws {Error} when nobody started it */
export function galley(): { readonly url: string; readonly databaseUrl: string } {
  const found = GALLEYS[GALLEY_NUMBER]
  if (!found) throw new Error('There is no Galley: start the stories with npm test')
  return found
}
