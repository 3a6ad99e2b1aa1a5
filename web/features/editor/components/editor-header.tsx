'use client'
/** The bar above the text: where one is, what is stored, who is here, and the way to publish. */
import { ChevronLeft, Lock, PanelRight, UserPlus } from 'lucide-react'
import type { ReactNode } from 'react'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { StatusLook } from '#web/features/posts/status.ts'
import type { PostPerson } from '#web/realtime/realtime-types.ts'
import { Button, ButtonLink } from '#web/ui/button.tsx'
import { Facepile } from '#web/ui/facepile.tsx'
import { onNear } from '#web/ui/late-part.ts'
import { StatusLabel } from '#web/ui/status-label.tsx'
import { hereWords, typingWords } from '../format.ts'
import { publishPanel, shareDialog, talkPanel } from '../late-parts.ts'
import { PANEL_ID } from '../panel-choice.ts'
import styles from './editor-header.module.css'
import { PeopleMenu } from './people-menu.tsx'

type EditorHeaderProps = {
  readonly post: FeedPost
  readonly look: StatusLook
  readonly title: string
  readonly myId: string
  readonly people: readonly PostPerson[]
  readonly saveSign: ReactNode
  readonly onFollow: (personId: string) => void
  readonly connection: ReactNode
  readonly bell: ReactNode
  /** Whether the person may do anything about publishing. */
  readonly canAct: boolean
  readonly panelOpen: boolean
  readonly onPanel: (open: boolean) => void
  readonly onPublish: () => void
  readonly onShare: () => void
}

export function EditorHeader({
  post,
  look,
  title,
  myId,
  people,
  saveSign,
  onFollow,
  connection,
  bell,
  canAct,
  panelOpen,
  onPanel,
  onPublish,
  onShare,
}: EditorHeaderProps) {
  const typing = typingWords(people.filter(person => person.typing && person.id !== myId).map(person => person.name))
  const faces = people.map(person => ({ ...person, away: person.mode === 'idle' }))
  const viewing = people.filter(person => person.mode !== 'editing' && person.id !== myId).length
  return (
    <header className={styles.header}>
      <ButtonLink look="quiet" icon href="/" aria-label="Back to posts">
        <ChevronLeft aria-hidden />
      </ButtonLink>
      <div className={styles.crumb}>
        <StatusLabel {...look} />
        <span className={styles.title}>{title || 'Untitled'}</span>
      </div>
      {saveSign}
      <span className={styles.grow} />
      {connection}
      {/* Seen, never read out: it comes and goes with each key of others. */}
      <span className={styles.typing} aria-hidden="true">
        {typing}
      </span>
      <Facepile people={faces} label={hereWords(people)} />
      <PeopleMenu people={people} myId={myId} onFollow={onFollow} />
      {viewing > 1 && <span className={styles.viewing}>{`+ ${viewing} viewing`}</span>}
      {bell}
      <Button
        look="quiet"
        className={styles.share}
        {...onNear(shareDialog)}
        title={post.private ? 'Private: only its people see it' : undefined}
        onClick={onShare}
      >
        {post.private ? <Lock aria-hidden /> : <UserPlus aria-hidden />}
        <span className={styles.shareWord}>Share…</span>
        {post.private && <span className="vh">, private</span>}
      </Button>
      <Button
        look={canAct ? 'primary' : 'plain'}
        {...onNear(publishPanel)}
        aria-expanded={panelOpen}
        aria-controls={PANEL_ID}
        onClick={onPublish}
      >
        {openWords(post, canAct)}
      </Button>
      <Button
        look="quiet"
        icon
        className={styles.wide}
        {...onNear(publishPanel, talkPanel)}
        aria-label={panelOpen ? 'Hide side panel' : 'Show side panel'}
        aria-expanded={panelOpen}
        aria-controls={PANEL_ID}
        onClick={() => onPanel(!panelOpen)}
      >
        <PanelRight aria-hidden />
      </Button>
    </header>
  )
}

function openWords({ state }: FeedPost, canAct: boolean): string {
  if (!canAct) return 'Details'
  return state === 'publishing' ? 'Publishing…' : 'Publish…'
}
