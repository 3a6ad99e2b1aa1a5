/** Where a text is too long for a network. Pure. */
import { lettersOf } from '#domain/text/count-letters.ts'
import { NETWORKS, type Network } from '#domain/text/network-text.ts'

/** What the network takes of a text, and what is beyond it. */
export function splitAtLimit(network: Network, text: string): readonly [fits: string, over: string] {
  const { limit, count } = NETWORKS[network]
  if (count(text) <= limit) return [text, '']
  const letters = lettersOf(text)
  let [low, high] = [0, letters.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (count(letters.slice(0, middle).join('')) <= limit) low = middle
    else high = middle - 1
  }
  return [letters.slice(0, low).join(''), letters.slice(low).join('')]
}
