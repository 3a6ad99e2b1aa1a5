import fs from 'node:fs'
import path from 'node:path'

/**
 * Whether node_modules holds everything that package-lock.json wants. Packages that the lock no longer names do no harm and
 * are not worth an install; npm's own list in node_modules is written last, so that it never promises half an install.
 *
 * @param {string} root folder of package-lock.json and node_modules
 * @returns {boolean}
 */
export function holdsAllOfLock(root) {
  const wanted = packagesIn(path.join(root, 'package-lock.json'))
  const present = packagesIn(path.join(root, 'node_modules', '.package-lock.json'))
  if (!wanted || !present) return false
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '') return true
    const there = present[place]
    if (there) return there.version === entry.version && there.integrity === entry.integrity
    return Boolean(entry.optional) && !isForHere(entry)
  })
}

/** An optional package that names no system belongs to one that does, and is left out with that. */
function isForHere({ os, cpu, libc }) {
  return Boolean(os?.includes(process.platform) && cpu?.includes(process.arch) && !libc)
}

/** @returns undefined when there is no such list */
function packagesIn(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}
