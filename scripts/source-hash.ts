import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Written by tools into the folders they read: no sources. */
const NO_SOURCE = /(^|\/)(\.next|generated|node_modules|next-env\.d\.ts|[^/]*\.tsbuildinfo|[^/]*\.test\.tsx?)$/

/**
 * One hash of the names and contents of files and folders; what is absent counts as such.
 *
 * @param paths relative to `root`
 */
export function sourceHash(root: string, paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of paths.flatMap(path => filesUnder(join(root, path)))) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex')
}

function filesUnder(path: string): string[] {
  if (NO_SOURCE.test(path)) return []
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return []
  if (!stat.isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap(name => filesUnder(join(path, name)))
}
