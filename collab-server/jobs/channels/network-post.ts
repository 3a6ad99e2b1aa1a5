/** What a network's text is made of, and the refusal of one that the network would not take: nothing is sent then. */
import type { Outcome } from '#domain/services/deliveries.ts'
import { type Network, type NetworkPost, type NetworkText, problemWords } from '#domain/text/network-text.ts'
import type { PublishRequest } from './channel.ts'

export function toNetworkPost({ title, content, channelText, siteUrl }: PublishRequest): NetworkPost {
  return { title, content, own: channelText, url: siteUrl }
}

export function refusalOf(network: Network, text: NetworkText): Outcome {
  return { kind: 'rejected', reason: `${problemWords(network, text) ?? ''} Nothing was posted.` }
}
