'use client'
/** The panel's side for publishing: where the post stands, where it goes, and what a person of this role may do about it. */
import type { Editor } from '@tiptap/react'
import { useState } from 'react'
import type { FeedDelivery, FeedPost } from '#domain/contract/feed-shape.ts'
import type { PostCommand, PostState } from '#domain/contract/post-status.ts'
import { can } from '#domain/contract/rights.ts'
import { findNetwork } from '#domain/text/network-text.ts'
import { coverOf, type Fields } from '#domain/text/post-fields.ts'
import { PostActivity } from '#web/features/activity/components/post-activity.tsx'
import { DeliveryDeeds } from '#web/features/channels/components/delivery-deeds.tsx'
import { CoverField } from '#web/features/images/components/cover-field.tsx'
import type { PostAction } from '#web/features/posts/api.ts'
import { useKnownClock } from '#web/features/posts/components/use-known-clock.ts'
import { publishDialog, scheduleDialog } from '#web/features/posts/late-questions.ts'
import { offerOf } from '#web/features/posts/offer.ts'
import { dueWords } from '#web/features/posts/row-words.ts'
import { type PostRow, rowStatus } from '#web/features/posts/rows.ts'
import { deliveryStatus } from '#web/features/posts/status.ts'
import type { LiveFields } from '#web/realtime/realtime-types.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { Late } from '#web/ui/late.tsx'
import { StatusLabel } from '#web/ui/status-label.tsx'
import { Time } from '#web/ui/time.tsx'
import { useClock } from '#web/ui/use-clock.ts'
import type { PostCommands } from '../commands.ts'
import type { Address } from '../fields.ts'
import { goalsOf, publishWord } from '../goes-to.ts'
import { postReaders } from '../late-parts.ts'
import type { EditorChannel, EditorPageData } from '../load.ts'
import { putAway } from '../put-away.ts'
import { FrozenText } from './frozen-text.tsx'
import { MissingAlt } from './missing-alt.tsx'
import { PostFields } from './post-fields.tsx'
import styles from './publish-panel.module.css'

type PublishPanelProps = {
  readonly page: EditorPageData
  readonly post: FeedPost
  readonly commands: PostCommands
  readonly editor: Editor | null
  readonly fields: Fields
  readonly address: Address | null
  /** Null for whoever may not write, and until the post is there. */
  readonly live: LiveFields | null
  /** Ids of channels that have a text of their own. */
  readonly ownTexts: ReadonlySet<string>
  /** Without a connection commands would only fail. */
  readonly connected: boolean
}

type Step = { readonly command: PostCommand; readonly word: string; readonly look?: 'primary' | 'plain' | 'quiet' }

export function PublishPanel({
  page,
  post,
  commands,
  editor,
  fields,
  address,
  live,
  ownTexts,
  connected,
}: PublishPanelProps) {
  const { role, channels } = page
  const [logOpen, setLogOpen] = useState(false)
  const [readersOpen, setReadersOpen] = useState(false)
  const [asking, setAsking] = useState<'publish' | 'schedule' | null>(null)
  // With one channel there is nothing to choose.
  const asksWhere = channels.length > 1
  const steps: readonly Step[] = [
    { command: 'submit', word: 'Ask for review' },
    { command: 'request-changes', word: 'Request changes' },
    { command: 'approve', word: 'Approve this text' },
    { command: 'publish', word: publishWord(post, channels), look: 'primary' },
    { command: 'schedule', word: post.state === 'scheduled' ? 'Change the time…' : 'Schedule…' },
    { command: 'unschedule', word: 'Take off the schedule' },
    { command: 'retry', word: 'Retry' },
    { command: 'restore', word: 'Restore' },
  ]
  const offered = steps.map(step => ({ ...step, offer: offerOf(step.command, post.state, role) }))
  const open = offered.filter(({ offer }) => offer.as === 'open')
  // One sentence, not one for each button that cannot be pressed: the one about publishing matters most.
  const refusal = offered.find(({ command, offer }) => command === 'publish' && offer.as === 'refused')?.offer
  const mayNothing = offered.every(({ offer }) => offer.as === 'hidden')

  const give = (command: PostCommand) => {
    if (command === 'schedule' || (command === 'publish' && asksWhere)) setAsking(command)
    else if (command === 'publish') void commands.run('publish', { channelIds: channels.map(channel => channel.id) })
    else void commands.run(command)
  }

  const row: PostRow = { ...post, id: page.postId }
  const run = (_: PostRow, { command, body }: PostAction) => {
    if (command === 'publish' || command === 'schedule') void commands.run(command, body)
  }

  return (
    <>
      <div className={styles.body}>
        <Facts page={page} post={post} />
        <PostFields fields={fields} address={address} workspaceSlug={page.workspace.slug} live={live} />
        <CoverField
          postId={page.postId}
          cover={coverOf(fields)}
          onChange={live && { cover: live.setCover, alt: live.setCoverAlt }}
        />
        {editor && live && <MissingAlt editor={editor} />}
        <FrozenText postId={page.postId} post={post} />
        <hr className={styles.line} />
        <h3 className={styles.label}>Goes to</h3>
        <Deliveries page={page} post={post} ownTexts={ownTexts} commands={commands} connected={connected} />
        {commands.problem && (
          <p className={styles.problem} role="alert">
            {commands.problem}
          </p>
        )}
        {post.publishedAt && (
          <details className={styles.activity} onToggle={event => setReadersOpen(event.currentTarget.open)}>
            <summary>
              Readers
              {post.readers && <span className={styles.note}>{` ${readersWords(post.readers)}`}</span>}
            </summary>
            <Late of={postReaders} wanted={readersOpen} name="Readers" onClose={() => setReadersOpen(false)}>
              {({ PostReaders }) => (
                <PostReaders
                  postId={page.postId}
                  readers={post.readers}
                  mayDecide={can(role, 'publish')}
                  connected={connected}
                />
              )}
            </Late>
          </details>
        )}
        <details className={styles.activity} onToggle={event => setLogOpen(event.currentTarget.open)}>
          <summary>Activity</summary>
          {logOpen && <PostActivity postId={page.postId} workspaceId={post.workspaceId} changed={post.rev} />}
        </details>
        <span className={styles.grow} />
        {refusal?.as === 'refused' && <p className={styles.why}>{refusal.why}</p>}
        {mayNothing && (
          <p className={styles.why}>Your role reads this post. Ask an admin of the workspace to publish it.</p>
        )}
        {channels.length === 0 && <p className={styles.why}>Add a channel first: there is nowhere to publish to.</p>}
        {!connected && <p className={styles.why}>Needs a connection.</p>}
        <div className={styles.actions}>
          {open.map(({ command, word, look }) => (
            <Button
              key={command}
              look={look}
              busy={commands.busy === command}
              disabled={
                !connected ||
                (commands.busy !== null && commands.busy !== command) ||
                ((command === 'publish' || command === 'schedule') && channels.length === 0)
              }
              onClick={() => give(command)}
            >
              {word}
            </Button>
          ))}
        </div>
        <div className={styles.away}>
          {(['archive', 'delete'] as const).map(
            command =>
              offerOf(command, post.state, role).as === 'open' && (
                <Button
                  key={command}
                  look="quiet"
                  size="small"
                  disabled={!connected || commands.busy !== null}
                  onClick={() => void putAway(commands, command)}
                >
                  {command === 'archive' ? 'Archive' : 'Move to the bin'}
                </Button>
              ),
          )}
        </div>
      </div>
      <Late of={scheduleDialog} wanted={asking === 'schedule'} name="Scheduling" onClose={() => setAsking(null)}>
        {({ ScheduleDialog }) => (
          <ScheduleDialog
            row={row}
            onClose={() => setAsking(null)}
            onRun={run}
            onPublishNow={() => setAsking('publish')}
          />
        )}
      </Late>
      <Late of={publishDialog} wanted={asking === 'publish'} name="Publishing" onClose={() => setAsking(null)}>
        {({ PublishDialog }) => <PublishDialog row={row} onClose={() => setAsking(null)} onRun={run} />}
      </Late>
    </>
  )
}

function readersWords({ reactions, comments, waiting }: NonNullable<FeedPost['readers']>): string {
  const known = `${reactions} ${reactions === 1 ? 'reaction' : 'reactions'}, ${comments} ${comments === 1 ? 'comment' : 'comments'}`
  return waiting > 0 ? `${known}, ${waiting} to decide about` : known
}

const LOOK_FOR_DUE_MS = 1_000

function Facts({ page, post }: { readonly page: EditorPageData; readonly post: FeedPost }) {
  const everyMs = post.state === 'scheduled' ? LOOK_FOR_DUE_MS : null
  const nowMs = useClock(everyMs)
  const knownMs = useKnownClock(everyMs)
  return (
    <dl className={styles.facts}>
      <dt>Status</dt>
      <dd>
        <StatusLabel {...rowStatus(post, knownMs)} />
      </dd>
      {post.by && (
        <>
          <dt>Set by</dt>
          <dd className={styles.person}>
            <Avatar name={post.by.name} color={post.by.color} size="small" decorative />
            <span>{post.by.name}</span>
          </dd>
        </>
      )}
      {post.state === 'scheduled' && post.scheduledAt && (
        <>
          <dt>{dueWords(post, nowMs)}</dt>
          <dd>
            <Time at={post.scheduledAt} />
            {post.timeZone && <span className={styles.note}>{` planned in ${post.timeZone}`}</span>}
          </dd>
        </>
      )}
      <dt>Changed</dt>
      <dd>
        <Time at={post.at} />
      </dd>
      {page.owner && (
        <>
          <dt>Owner</dt>
          <dd className={styles.person}>
            <Avatar name={page.owner.name} color={page.owner.color} size="small" decorative />
            <span>{page.owner.name}</span>
          </dd>
        </>
      )}
    </dl>
  )
}

function Deliveries({
  page,
  post,
  ownTexts,
  commands,
  connected,
}: Pick<PublishPanelProps, 'page' | 'post' | 'ownTexts' | 'commands' | 'connected'>) {
  return (
    <ul className={styles.channels}>
      {goalsOf(page.channels, post.deliveries).map(goal => (
        <li key={goal.id} className={styles.channel}>
          <span className={styles.name}>{goal.name}</span>
          {goal.isOpen ? (
            <a
              className={styles.note}
              href={`/api/v1/posts/${page.postId}/preview?channel=${goal.id}`}
              target="_blank"
              rel="noopener"
              aria-label={`Preview for ${goal.name}`}
            >
              Preview
            </a>
          ) : (
            <span className={styles.note}>Not in use</span>
          )}
          <DeliveryState of={post.state} delivery={goal.delivery} takes={takesWords(goal, ownTexts)} />
          <Deeds of={goal.delivery} {...{ page, post, commands, connected }} />
        </li>
      ))}
    </ul>
  )
}

function Deeds({
  of: delivery,
  page,
  post,
  commands,
  connected,
}: Pick<PublishPanelProps, 'page' | 'post' | 'commands' | 'connected'> & { readonly of: FeedDelivery | null }) {
  if (!delivery) return null
  return (
    <DeliveryDeeds
      postId={page.postId}
      postState={post.state}
      delivery={delivery}
      role={page.role}
      disabled={!connected || commands.busy !== null}
      onRetry={channelId => void commands.run('retry', { channelId })}
      onConfirm={answer => void commands.run('confirm', answer)}
    />
  )
}

/** What of the post goes there. */
function takesWords({ id, kind }: EditorChannel, ownTexts: ReadonlySet<string>): string {
  if (findNetwork(kind) === null) return 'Full text'
  return ownTexts.has(id) ? 'Its own text' : 'Title, beginning, link'
}

type DeliveryStateProps = {
  readonly of: PostState
  readonly delivery: FeedDelivery | null
  readonly takes: string
}

function DeliveryState({ of: state, delivery, takes }: DeliveryStateProps) {
  if (!delivery) return <span className={styles.note}>{takes}</span>
  const link = safeLink(delivery.url)
  return (
    <>
      <StatusLabel {...deliveryStatus(delivery.state, state)} />
      {delivery.earlier && <span className={styles.note}>An earlier text</span>}
      {link && (
        <a className={styles.more} href={link} target="_blank" rel="noopener">
          {link.replace(/^https?:\/\//, '')}
        </a>
      )}
      {delivery.reason && <p className={styles.reason}>{delivery.reason}</p>}
    </>
  )
}

/** A channel's answer is a stranger's text: only web addresses and our own paths become links. */
function safeLink(url: string | null): string | null {
  return url && (/^https?:\/\//.test(url) || /^\/(?!\/)/.test(url)) ? url : null
}
