/** What the activity log tells of: status commands by their names, what the server did by itself, and who changed what else. */
import { POST_COMMANDS } from './post-status.ts'

const POST_ACTIVITY = [
  'post_created',
  /** A text or a part of it came by the API. */
  'text_written',
  /** Tags, address or the text of a channel came by the API. */
  'fields_written',
  'version_restored',
  /** The text as it was with a row of its log. */
  'moment_restored',
  /** A moment of the history got a name, another one, or none any more. */
  'moment_named',
  'moment_renamed',
  'moment_unnamed',
  'made_private',
  'opened_to_workspace',
  'access_given',
  'access_taken',
  'link_made',
  'link_ended',
  ...POST_COMMANDS,
  /** Its time came, and it began to go out. */
  'due',
  /** Its time had passed while nothing ran, longer ago than the grace: held for a person. */
  'held',
  /** The rules of its zone have changed: it goes out at another moment, at the same time by the clock. */
  'zone_rules_changed',
  /** What the channels answered adds up to this. */
  'published',
  'partly_published',
  'unconfirmed',
  'failed',
  /** Of a reader's comment. */
  'reader_comment_shown',
  'reader_comment_hidden',
  'reader_comment_spam',
  'reader_comment_waiting',
] as const

const WORKSPACE_ACTIVITY = [
  'invited',
  'invitation_taken_back',
  'member_joined',
  'member_role_changed',
  'member_left',
  'member_removed',
  'member_suspended',
  'member_let_in',
  'ownership_transferred',
  'settings_changed',
  'channel_added',
  'channel_changed',
  'channel_switched_on',
  'channel_switched_off',
  'channel_secret_renewed',
  'channel_removed',
  'incoming_webhook_added',
  'incoming_webhook_renewed',
  'incoming_webhook_removed',
] as const

/** What was done with an account, or tried: for its person and for those who manage a workspace of theirs alone. */
export const ACCOUNT_ACTIVITY = [
  'signed_in',
  'sign_in_refused',
  'signed_out',
  'sessions_ended',
  'password_changed',
  'code_switched_on',
  'code_switched_off',
  'backup_codes_renewed',
  'passkey_added',
  'passkey_removed',
  /** They used the link of an invitation that is for another address: it reached somebody it was not meant for. */
  'invitation_refused',
  /** Limits made them wait: too much at once. */
  'held_back',
] as const
export type AccountActivityKind = (typeof ACCOUNT_ACTIVITY)[number]

export const ACTIVITY_KINDS = [...POST_ACTIVITY, ...WORKSPACE_ACTIVITY, ...ACCOUNT_ACTIVITY] as const
export type ActivityKind = (typeof ACTIVITY_KINDS)[number]
