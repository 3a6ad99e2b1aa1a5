/** What people send about channels, and the settings of each kind. Unknown fields are refused. */
import { z } from 'zod'
import { DEMO_BEHAVIOURS } from '../channel-kinds.ts'
import { WorkspaceId } from '../ids.ts'
import { LIMITS } from '../limits.ts'
import { DisplayName, Email } from './people.ts'

/** An address that something is sent to. Whether its machine may be spoken to is decided when it is. */
const OutgoingUrl = z
  .string()
  .trim()
  .max(LIMITS.webhookUrlChars)
  .pipe(z.url({ protocol: /^https?$/, error: 'is not a web address; write one like https://example.org/hook' }))
  .refine(url => {
    const { username, password } = partsOf(url)
    return username === '' && password === ''
  }, 'may not hold a name or a password')

export const WebhookSettings = z.strictObject({ url: OutgoingUrl })
export type WebhookSettings = z.infer<typeof WebhookSettings>

export const DemoSettings = z.strictObject({
  /** `time-out` takes the post and never says so; `late` says so after the delay. */
  behaviour: z.enum(DEMO_BEHAVIOURS).default('succeed'),
  delayMs: z.number().int().min(0).max(LIMITS.demoDelayMs).default(1000),
})
export type DemoSettings = z.infer<typeof DemoSettings>

/** Where people of that server sign in, without a path. */
const ServerUrl = OutgoingUrl.refine(
  url => /^\/?$/.test(partsOf(url).pathname),
  'is more than a server; write one like https://example.social',
)

export const MastodonSettings = z.strictObject({ url: ServerUrl })
export type MastodonSettings = z.infer<typeof MastodonSettings>

export const BlueskySettings = z.strictObject({
  /** Without the @. */
  handle: z
    .string()
    .trim()
    .max(253)
    .transform(handle => handle.replace(/^@/, '').toLowerCase())
    .pipe(
      z
        .string()
        .regex(
          /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?$/,
          'is not a handle; write one like galley.bsky.social',
        ),
    ),
  /** The server that keeps the account. */
  url: ServerUrl.default('https://bsky.social'),
})
export type BlueskySettings = z.infer<typeof BlueskySettings>

/** `from`: the address that readers see and may answer to. */
export const NewsletterSettings = z.strictObject({ from: Email })
export type NewsletterSettings = z.infer<typeof NewsletterSettings>

/** What signs in at a network: from there, never shown again. */
const GivenSecret = z
  .string()
  .trim()
  .min(1, 'is missing')
  .max(LIMITS.givenSecretChars)
  .regex(/^[\x21-\x7e]+$/, 'has letters that it cannot have')

export const CreateChannel = z.discriminatedUnion('kind', [
  z.strictObject({
    workspaceId: WorkspaceId,
    kind: z.literal('webhook'),
    name: DisplayName,
    settings: WebhookSettings,
  }),
  z.strictObject({
    workspaceId: WorkspaceId,
    kind: z.literal('mastodon'),
    name: DisplayName,
    settings: MastodonSettings,
    /** An access token with the scopes `write:statuses`, `read:accounts` and `read:statuses`. */
    secret: GivenSecret,
  }),
  z.strictObject({
    workspaceId: WorkspaceId,
    kind: z.literal('bluesky'),
    name: DisplayName,
    settings: BlueskySettings,
    /** An app password. */
    secret: GivenSecret,
  }),
  z.strictObject({
    workspaceId: WorkspaceId,
    kind: z.literal('newsletter'),
    name: DisplayName,
    settings: NewsletterSettings,
  }),
  z.strictObject({
    workspaceId: WorkspaceId,
    kind: z.literal('demo'),
    name: DisplayName,
    settings: DemoSettings.prefault({}),
  }),
])
export type CreateChannel = z.infer<typeof CreateChannel>

export const ChangeChannel = z
  .strictObject({
    name: DisplayName.optional(),
    enabled: z.boolean().optional(),
    /** All settings of its kind, checked by it. */
    settings: z.record(z.string(), z.unknown()).optional(),
    /** In place of the one that signs in there; webhooks have one of Galley's making. */
    secret: GivenSecret.optional(),
  })
  .refine(change => Object.values(change).some(value => value !== undefined), 'give name, enabled, settings or secret')
export type ChangeChannel = z.infer<typeof ChangeChannel>

/** Of what is no address: nothing that a later check could find fault with. */
function partsOf(url: string): Pick<URL, 'username' | 'password' | 'pathname'> {
  return URL.canParse(url) ? new URL(url) : { username: '', password: '', pathname: '' }
}
