/**
 * In place of `linkifyjs` in the page's script: what is an address among words needs all the world's domains, and nobody
 * types one with the first key. Until it has come addresses stay words.
 */
import { latePart } from '#web/ui/late-part.ts'

type Linkify = Pick<typeof import('linkifyjs'), 'find' | 'tokenize' | 'registerCustomProtocol' | 'reset'>

export const linkFinder = latePart<Linkify>(() => import('linkifyjs/dist/linkify.mjs'))

export function find(...words: Parameters<Linkify['find']>): ReturnType<Linkify['find']> {
  return finder()?.find(...words) ?? []
}

export function tokenize(words: string): ReturnType<Linkify['tokenize']> {
  return finder()?.tokenize(words) ?? []
}

export function registerCustomProtocol(...protocol: Parameters<Linkify['registerCustomProtocol']>): void {
  finder()?.registerCustomProtocol(...protocol)
}

export function reset(): void {
  finder()?.reset()
}

function finder(): Linkify | null {
  const found = linkFinder.now()
  return typeof found === 'object' ? found : null
}
