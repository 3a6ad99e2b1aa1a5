/** The kinds of channels: what each can do. Pure facts, for forms and servers alike. */

export const CHANNEL_KINDS = ['site', 'webhook', 'mastodon', 'bluesky', 'newsletter', 'demo'] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]

type KindFacts = {
  /** What people call it. */
  readonly word: string
  /** Whether it can be asked later if a post is there: else only a person can say so. */
  readonly canLookUp: boolean
  /** `made`: by Galley, shown once. `given`: by the person who sets it up, never shown. */
  readonly secret: 'made' | 'given' | 'none'
  /** Each workspace has its own from the start; it is neither added nor removed. */
  readonly builtIn: boolean
}

export const CHANNEL_KIND_FACTS: Record<ChannelKind, KindFacts> = {
  site: { word: 'Public site', canLookUp: true, secret: 'none', builtIn: true },
  webhook: { word: 'Webhook', canLookUp: false, secret: 'made', builtIn: false },
  mastodon: { word: 'Mastodon', canLookUp: true, secret: 'given', builtIn: false },
  bluesky: { word: 'Bluesky', canLookUp: true, secret: 'given', builtIn: false },
  newsletter: { word: 'Newsletter', canLookUp: true, secret: 'none', builtIn: false },
  demo: { word: 'Demo', canLookUp: true, secret: 'none', builtIn: false },
}

/** Null for a kind of a newer version. */
export function findChannelKind(kind: string): ChannelKind | null {
  return CHANNEL_KINDS.find(known => known === kind) ?? null
}

export const DEMO_BEHAVIOURS = ['succeed', 'fail', 'time-out', 'late'] as const
export type DemoBehaviour = (typeof DEMO_BEHAVIOURS)[number]
