/** Which public page a path means. Nothing but the exact form is one: what is odd is left to the page that says so. */
export type Place = {
  readonly kind: 'index' | 'rss' | 'feed' | 'site-map' | 'post' | 'json'
  readonly workspace: string
  /** Of a post. */
  readonly slug: string
}

/** As domain/text/slug.ts makes them; nothing else is looked for. */
const PATH = /^\/p\/([a-z0-9-]{1,120})(?:\/(?:(feed\.xml|feed\.json|sitemap\.xml)|([a-z0-9-]{1,120})(\.json)?))?$/

/** @param path without its query, which no public page looks at */
export function placeOf(path: string): Place | null {
  const [, workspace, listed, slug = '', json] = PATH.exec(path) ?? []
  if (workspace === undefined) return null
  if (listed !== undefined) return { kind: LISTS[listed] ?? 'index', workspace, slug: '' }
  if (slug === '') return { kind: 'index', workspace, slug }
  return { kind: json ? 'json' : 'post', workspace, slug }
}

const LISTS: Readonly<Record<string, Place['kind']>> = {
  'feed.xml': 'rss',
  'feed.json': 'feed',
  'sitemap.xml': 'site-map',
}
