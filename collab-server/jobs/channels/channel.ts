/** Where posts go out to. One file a kind; all pass the suite of channel.suite.ts. */
import type { Found, Outcome } from '#domain/services/deliveries.ts'
import type { CarriedImage } from '#domain/text/carried-images.ts'
import type { JsonNode } from '#domain/text/document.ts'

/** What a channel is set up with. */
export type Account = {
  /** What the channel's settings form keeps; each kind parses its own. */
  readonly settings: unknown
  /** What signs, or signs in; null for kinds that have none. */
  readonly secret: string | null
}

/** One frozen version on its way to one channel; the same for every attempt. */
export type PublishRequest = Account & {
  readonly channelId: string
  readonly workspaceId: string
  readonly workspaceSlug: string
  readonly workspaceName: string
  readonly postId: string
  readonly postSlug: string
  readonly versionId: string
  /** When it was frozen. */
  readonly versionAt: Date
  readonly title: string
  readonly content: JsonNode
  /** What was frozen for this channel alone; null while it followed the post. */
  readonly channelText: string | null
  readonly tags: readonly string[]
  /** Cover and pictures of the text, each once. */
  readonly images: readonly CarriedImage[]
  readonly contentHash: string
  /** A channel that knows such keys will not post the same twice. */
  readonly idempotencyKey: string
  /** From 1; a later one looks first whether an earlier one went out. */
  readonly attempt: number
  /** Its address on the built-in site, where it goes there too. */
  readonly siteUrl: string | null
  /** Ends when the attempt has taken too long or the server stops. */
  readonly signal: AbortSignal
  /** Tells the log of the channel with which HTTP status it answered. */
  readonly heard: (status: number) => void
}

type TestRequest = Account & {
  readonly channelName: string
  readonly workspaceSlug: string
  /** Of this test alone. */
  readonly testId: string
  readonly signal: AbortSignal
}

/** Whether the channel works as it is set up, and what happened, for people. */
export type TestAnswer = { readonly works: boolean; readonly words: string }

export type Channel = {
  readonly kind: string
  /**
   * Sends once, never again by itself. `rejected` only where the channel said that it was not done; a time-out is
   * `unknown`. A rejection of the promise counts as `unknown`.
   */
  publish(request: PublishRequest): Promise<Outcome>
  /** Whether an attempt that nobody heard the end of went out. */
  lookUp(request: PublishRequest): Promise<Found>
  /** Tries everything but publishing: nothing is seen by anybody afterwards. */
  test(request: TestRequest): Promise<TestAnswer>
}
