/** What was done, in words that follow a name: "Mira approved it". Pure. */
import { ACCOUNT_ACTIVITY, type ActivityKind } from '#domain/contract/activity.ts'
import { POST_COMMANDS } from '#domain/contract/post-status.ts'

export type Topic = { readonly words: string; readonly kinds: readonly ActivityKind[] }

/** What the list of a post can be narrowed to, by the kinds that belong together. */
export const POST_TOPICS = [
  {
    words: 'Status',
    kinds: [
      ...POST_COMMANDS,
      'due',
      'held',
      'zone_rules_changed',
      'published',
      'partly_published',
      'unconfirmed',
      'failed',
    ],
  },
  {
    words: 'Texts',
    kinds: [
      'post_created',
      'text_written',
      'fields_written',
      'version_restored',
      'moment_restored',
      'moment_named',
      'moment_renamed',
      'moment_unnamed',
    ],
  },
  {
    words: 'Who sees a post',
    kinds: ['made_private', 'opened_to_workspace', 'access_given', 'access_taken', 'link_made', 'link_ended'],
  },
  {
    words: 'Readers’ comments',
    kinds: ['reader_comment_shown', 'reader_comment_hidden', 'reader_comment_spam', 'reader_comment_waiting'],
  },
] as const satisfies readonly Topic[]

/** And that of a workspace. */
export const TOPICS = [
  ...POST_TOPICS,
  {
    words: 'People',
    kinds: [
      'invited',
      'invitation_taken_back',
      'member_joined',
      'member_role_changed',
      'member_left',
      'member_removed',
      'member_suspended',
      'member_let_in',
      'ownership_transferred',
    ],
  },
  { words: 'Sign-ins and accounts', kinds: ACCOUNT_ACTIVITY },
  {
    words: 'Channels and settings',
    kinds: [
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
    ],
  },
] as const satisfies readonly Topic[]

/** As the API says it. */
export type ActivityItem = {
  readonly id: string
  readonly at: string
  readonly kind: string
  readonly by: { readonly id: string; readonly name: string; readonly color: number } | null
  readonly post: { readonly id: string; readonly title: string } | null
  readonly data: Readonly<Record<string, string | number | null>>
}

const WAYS: Readonly<Record<string, string>> = {
  password: ' with their password',
  code: ' with password and code',
  backup_code: ' with password and a backup code',
  passkey: ' with a passkey',
  provider: ' through the provider of identities',
}

const WRONG: Readonly<Record<string, string>> = {
  password: 'said a wrong password',
  code: 'said a wrong code after the right password',
  passkey: 'showed a passkey of theirs that did not prove itself',
}

/** @param it the post, where the line is not in its own panel: `“Launch notes”` */
export function activityWords({ kind, by, data }: ActivityItem, it = 'it'): string {
  const name = by?.name ?? null
  const done = name === null ? wordsOfServer(kind, it) : null
  return done ?? `${name ?? 'A former member'} ${wordsOfPerson(kind, it, data)}`
}

function wordsOfServer(kind: string, it: string): string | null {
  const subject = it === 'it' ? 'It' : it
  switch (kind) {
    case 'due':
      return `${subject} was due and began to go out`
    case 'held':
      return `${subject} was due while the server was off, and was held`
    case 'zone_rules_changed':
      return `${subject} kept its time by the clock: the rules of its time zone have changed`
    case 'published':
      return `${subject} is published`
    case 'partly_published':
      return `${subject} is published on some channels`
    case 'unconfirmed':
      return `${subject} may be online: a channel did not answer`
    case 'failed':
      return `${subject} could not be published`
    default:
      return null
  }
}

function wordsOfPerson(kind: string, it: string, data: ActivityItem['data']): string {
  switch (kind) {
    case 'post_created':
      return `began ${it}`
    case 'text_written':
      return `changed the text of ${it} by the API`
    case 'fields_written':
      return `changed what goes with ${it}`
    case 'version_restored':
      return `brought back version ${data.version ?? '?'} of ${it}`
    case 'moment_restored':
      return `brought back an earlier text of ${it}`
    case 'moment_named':
      return `called a moment of ${it} “${data.name ?? '?'}”`
    case 'moment_renamed':
      return `called “${data.before ?? '?'}” of ${it} “${data.name ?? '?'}”`
    case 'moment_unnamed':
      return `took the name “${data.name ?? '?'}” from a moment of ${it}`
    case 'made_private':
      return `made ${it} private`
    case 'opened_to_workspace':
      return `opened ${it} to everybody in the workspace`
    case 'access_given':
      return `let ${data.name ?? 'somebody'} ${data.level ?? 'view'} ${it}`
    case 'access_taken':
      return `took ${data.name ?? 'somebody'} off ${it}`
    case 'link_made':
      return `made a link to ${data.level === 'comment' ? 'read and comment' : 'read'} ${it}`
    case 'link_ended':
      return `turned off a link to ${it}`
    case 'submit':
      return `asked for a review of ${it}`
    case 'request-changes':
      return `asked for changes to ${it}`
    case 'approve':
      return `approved ${it}`
    case 'schedule':
      return data.from === 'scheduled' ? `moved ${it} on the schedule` : `scheduled ${it}`
    case 'unschedule':
      return `took ${it} off the schedule`
    case 'publish':
      return `published ${it}`
    case 'retry':
      return `tried again what failed of ${it}`
    case 'confirm':
      if (data.outcome === 'left_out') return `left out a channel that ${it} had failed on`
      return data.outcome === 'published' ? `found ${it} online` : `found ${it} not online`
    case 'archive':
      return `archived ${it}`
    case 'restore':
      return `restored ${it}`
    case 'delete':
      return `moved ${it} to the bin`
    case 'reader_comment_shown':
      return `showed a reader’s comment on ${it}`
    case 'reader_comment_hidden':
      return `hid a reader’s comment on ${it}`
    case 'reader_comment_spam':
      return `called a reader’s comment on ${it} spam`
    case 'reader_comment_waiting':
      return `let a reader’s comment on ${it} wait again`
    case 'incoming_webhook_added':
      return `let the channel ${data.name ?? ''} tell what it counts`
    case 'incoming_webhook_renewed':
      return `gave the counts of the channel ${data.name ?? ''} a new secret`
    case 'incoming_webhook_removed':
      return `let the channel ${data.name ?? ''} tell no more counts`
    case 'invited':
      return `invited somebody as ${data.role ?? 'a member'}`
    case 'invitation_taken_back':
      return `took back an invitation as ${data.role ?? 'a member'}`
    case 'member_joined':
      return `joined as ${data.role ?? 'a member'}`
    case 'member_role_changed':
      return `made ${data.name || 'somebody'} ${data.to ?? 'something else'}`
    case 'member_left':
      return 'left'
    case 'member_removed':
      return `removed ${data.name || 'somebody'}`
    case 'member_suspended':
      return `suspended ${data.name || 'somebody'}`
    case 'member_let_in':
      return `let ${data.name || 'somebody'} in again`
    case 'ownership_transferred':
      return `handed the workspace to ${data.name || 'somebody'}`
    case 'signed_in':
      return `signed in${WAYS[data.way ?? ''] ?? ''}`
    case 'sign_in_refused':
      return `was not signed in: somebody ${WRONG[data.said ?? ''] ?? 'could not show who they are'}`
    case 'invitation_refused':
      return 'tried the link of an invitation that is for another address'
    case 'held_back':
      return 'was made to wait: they did too much at once'
    case 'signed_out':
      return 'signed out'
    case 'sessions_ended':
      return 'ended sessions of theirs'
    case 'password_changed':
      return 'changed their password'
    case 'code_switched_on':
      return 'is asked for a code at sign-in from now on'
    case 'code_switched_off':
      return 'is asked for no code at sign-in any more'
    case 'backup_codes_renewed':
      return 'made new backup codes'
    case 'passkey_added':
      return 'added a passkey'
    case 'passkey_removed':
      return 'removed a passkey'
    case 'settings_changed':
      return 'changed the settings of the workspace'
    case 'channel_added':
      return `added the channel ${data.name ?? ''}`
    case 'channel_changed':
      return `changed the channel ${data.name ?? ''}`
    case 'channel_switched_on':
      return `switched the channel ${data.name ?? ''} on`
    case 'channel_switched_off':
      return `switched the channel ${data.name ?? ''} off`
    case 'channel_secret_renewed':
      return `gave the channel ${data.name ?? ''} a new secret`
    case 'channel_removed':
      return `removed the channel ${data.name ?? ''}`
    default:
      return `did something this page does not know (${kind})`
  }
}
