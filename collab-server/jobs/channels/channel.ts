/** Where posts go out to. One file a kind; all pass the suite of channel.suite.ts. */
import type { Outcome } from '#domain/services/deliveries.ts'
import type { JsonNode } from '#domain/text/document.ts'

/** One frozen version on its way to one channel; the same for every attempt. */
export type PublishRequest = {
  readonly workspaceId: string
  readonly workspaceSlug: string
  readonly postId: string
  readonly postSlug: string
  readonly versionId: string
  readonly title: string
  readonly content: JsonNode
  readonly contentHash: string
  /** A channel that knows such keys will not post the same twice. */
  readonly idempotencyKey: string
  /** What the channel's settings form keeps; each kind parses its own. */
  readonly settings: unknown
  /** Ends when the attempt has taken too long or the server stops. */
  readonly signal: AbortSignal
}

/** `absent`: certainly not out, so sending it (again) is safe. */
export type Found =
  | { readonly kind: 'published'; readonly url: string | null }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string }

export type Channel = {
  readonly kind: string
  /**
   * Sends once, never again by itself. `rejected` only where the channel said that it was not done; a time-out is
   * `unknown`. A rejection of the promise counts as `unknown`.
   */
  publish(request: PublishRequest): Promise<Outcome>
  /** Whether an attempt that nobody heard the end of went out. */
  lookUp(request: PublishRequest): Promise<Found>
}
