/** Makes all that is made from the sources, and ends: what an image is built with. */
import { buildWeb, generateClient } from './prepare.ts'
import { StartError } from './start-error.ts'

try {
  await generateClient()
  await buildWeb()
} catch (error) {
  if (!(error instanceof StartError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}
