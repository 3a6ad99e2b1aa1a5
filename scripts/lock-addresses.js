/**
 * The lock with the address of each package, as most registries lay them out. Ours names no registry, so that it serves
 * with any; npm then reads the whole history of each package to learn the address of one version, a third of its work.
 *
 * @param {string} lock contents of package-lock.json
 * @param {string} registry what `npm config get registry` says
 * @returns {string} the same lock with `resolved` on every package
 * @throws {TypeError} when the registry is no address
 */
export function withAddresses(lock, registry) {
  const base = new URL(registry.endsWith('/') ? registry : `${registry}/`)
  const contents = JSON.parse(lock)
  for (const [place, entry] of Object.entries(contents.packages)) {
    if (place === '') continue
    const name = entry.name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
    entry.resolved = new URL(`${name}/-/${name.split('/').pop()}-${entry.version}.tgz`, base).href
  }
  return JSON.stringify(contents)
}
