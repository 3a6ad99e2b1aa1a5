'use client'
/** Words and next steps of the one banner above the text. */
import { Archive, CircleX, Eye, Info, Laptop, Lock, RefreshCw, Trash2, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Banner } from '#web/ui/banner.tsx'
import { Button, ButtonLink } from '#web/ui/button.tsx'
import { LateTrouble } from '#web/ui/late.tsx'
import { StatusGlyph, type Tone } from '#web/ui/status-glyph.tsx'
import { useLate } from '#web/ui/use-late.ts'
import type { BannerChoice } from '../banner-choice.ts'
import { changesWords, momentWords, SAVE_REASONS } from '../format.ts'
import { signedOut } from '../late-parts.ts'

type PostBannerProps = {
  readonly choice: BannerChoice
  readonly ownerName: string | null
  readonly onCopy: () => void
  readonly onDownload: () => void
  readonly onRetry: () => void
  readonly onRestore: (() => void) | null
  readonly onHide: () => void
  readonly onSeeChanges: () => void
  /** How the draft takes the place of what was frozen; null where this person or state has no such step. */
  readonly update: { readonly word: string; readonly run: () => void } | null
  /** Opens the panel, where time and channels are chosen; null for roles that may not. */
  readonly onDecide: (() => void) | null
}

type Parts = {
  readonly tone: Tone
  readonly icon: ReactNode
  readonly words: ReactNode
  readonly actions?: ReactNode
  readonly role?: 'alert' | 'status'
}

export function PostBanner(props: PostBannerProps) {
  const { choice, onCopy } = props
  const late = useLate(signedOut, choice.kind === 'signed_out')
  if (choice.kind === 'signed_out') {
    if (late === 'missing') return <LateTrouble name="Why you were signed out" onRetry={signedOut.load} />
    return typeof late === 'object' && <late.SignedOut waiting={choice.waiting} onCopy={onCopy} />
  }
  const { tone, icon, words, actions, role } = partsOf(props, choice)
  return (
    <Banner tone={tone} icon={icon} actions={actions} role={role ?? 'note'}>
      {words}
    </Banner>
  )
}

function partsOf(props: PostBannerProps, choice: Exclude<BannerChoice, { kind: 'signed_out' }>): Parts {
  const { ownerName, onCopy, onDownload, onRetry, onRestore, onHide, onSeeChanges, update, onDecide } = props
  const copy = (
    <Button size="small" onClick={onCopy}>
      Copy my text
    </Button>
  )
  const download = (
    <Button size="small" look="quiet" onClick={onDownload}>
      Download a copy
    </Button>
  )
  const back = (
    <ButtonLink size="small" look="quiet" href="/">
      Back to posts
    </ButtonLink>
  )
  const restore = onRestore && (
    <Button size="small" onClick={onRestore}>
      Restore
    </Button>
  )
  switch (choice.kind) {
    case 'access_taken':
      return {
        tone: 'failed',
        icon: <Lock />,
        role: 'alert',
        words: (
          <>
            <b>
              {choice.by
                ? `${choice.by.name} took away your access, ${momentWords(choice.by.at)}.`
                : 'Your access to this post was taken away.'}
            </b>
            {choice.waiting > 0 && ` ${changesWords(choice.waiting)} of yours may not be stored.`}
          </>
        ),
        actions: (
          <>
            {copy}
            {download}
            {back}
          </>
        ),
      }
    case 'deleted':
      return {
        tone: 'failed',
        icon: <Trash2 />,
        words: <b>{`${choice.by ?? 'Somebody'} moved this post to the bin, ${momentWords(choice.at)}.`}</b>,
        actions: (
          <>
            {restore}
            {back}
          </>
        ),
      }
    case 'cant_save':
      return {
        tone: 'failed',
        icon: <TriangleAlert />,
        role: 'alert',
        words: (
          <>
            <b>{`Can’t save: ${choice.reason === 'disk_full' ? 'the server’s disk is full' : SAVE_REASONS[choice.reason]}.`}</b>{' '}
            {choice.kept ? 'Your text is safe on this device.' : 'This browser keeps no copy; leave this tab open.'}{' '}
            Others don’t see your changes yet.
          </>
        ),
        actions: (
          <>
            <Button size="small" onClick={onRetry}>
              Try now
            </Button>
            {download}
          </>
        ),
      }
    case 'page_too_old':
      return {
        tone: 'warn',
        icon: <RefreshCw />,
        words: (
          <>
            <b>This page is an older version of Galley.</b> Reload to go on editing.
            {choice.waiting > 0 &&
              (choice.kept
                ? ` Your ${unsentWords(choice.waiting)} will be kept.`
                : ` This browser can’t keep your ${unsentWords(choice.waiting)}; copy your text first.`)}
          </>
        ),
        actions: (
          <>
            {choice.waiting > 0 && !choice.kept && copy}
            <Button size="small" look="primary" onClick={() => location.reload()}>
              Reload
            </Button>
          </>
        ),
      }
    case 'role_lowered':
      return {
        tone: 'warn',
        icon: <Eye />,
        words: (
          <>
            <b>You can no longer write in this post.</b>
            {choice.by && ` Changed by ${choice.by.name}, ${momentWords(choice.by.at)}.`}
            {choice.waiting > 0 && ` ${changesWords(choice.waiting)} of yours may not be stored.`}
          </>
        ),
        actions: choice.waiting > 0 && copy,
      }
    case 'offline':
      return {
        tone: 'warn',
        icon: <Laptop />,
        words: choice.kept ? (
          <>
            <b>You are offline.</b> Keep writing; it is kept on this device and merges when you are back.
          </>
        ) : (
          <>
            <b>You are offline.</b> This browser can’t keep text, so leave this tab open; it merges when you are back.
          </>
        ),
        actions: (
          <Button size="small" onClick={onRetry}>
            Try now
          </Button>
        ),
      }
    case 'no_device_storage':
      return {
        tone: 'warn',
        icon: <Info />,
        words: (
          <>
            <b>This browser can’t keep text offline</b> (private window, full disk or cleared data). Changes made while
            offline are lost if you close the tab.
          </>
        ),
      }
    case 'repaired':
      return {
        tone: 'review',
        icon: <RefreshCw />,
        role: 'status',
        words: (
          <>
            <b>This page had drifted from the server and was put right.</b> Your text was kept.
          </>
        ),
        actions: (
          <Button size="small" look="quiet" onClick={onHide}>
            Hide this
          </Button>
        ),
      }
    case 'unsupported':
      return {
        tone: 'warn',
        icon: <Info />,
        words: (
          <>
            <b>A part of this post can’t be edited here.</b> It is kept exactly as it is; the rest can be edited.
          </>
        ),
      }
    case 'publishing':
      return {
        tone: 'publishing',
        icon: <StatusGlyph name="publishing" />,
        words: (
          <>
            <b>Publishing now.</b> What you type stays in the draft and is not part of it.
          </>
        ),
      }
    case 'late':
      return {
        tone: 'warn',
        icon: <StatusGlyph name="scheduled" />,
        words: (
          <b>{`Was due at ${momentWords(choice.dueAt)}${choice.held ? ', while the server was off' : ' and has not gone out'}.`}</b>
        ),
        actions: onDecide && (
          <Button size="small" onClick={onDecide}>
            Publish now or pick a time…
          </Button>
        ),
      }
    case 'draft_ahead':
      return {
        tone: 'review',
        icon: <Info />,
        words: aheadWords(choice),
        actions: (
          <>
            {update && (
              <Button size="small" onClick={update.run}>
                {update.word}
              </Button>
            )}
            <Button size="small" look="quiet" onClick={onSeeChanges}>
              See changes
            </Button>
          </>
        ),
      }
    case 'in_review':
      return {
        tone: 'review',
        icon: <StatusGlyph name="review" />,
        words: (
          <>
            <b>In review.</b> What you change now is part of what reviewers see.
          </>
        ),
      }
    case 'archived':
      return { tone: 'draft', icon: <Archive />, words: <b>This post is archived.</b>, actions: restore }
    case 'read_only':
      return {
        tone: 'draft',
        icon: <Eye />,
        words: (
          <>
            <b>You can read this post.</b>{' '}
            {ownerName ? `Ask ${ownerName} if you need to edit.` : 'Ask an admin if you need to edit.'}
          </>
        ),
      }
  }
}

function aheadWords({ state, changes, at }: Extract<BannerChoice, { kind: 'draft_ahead' }>): ReactNode {
  const ahead = `${changesWords(changes)} ahead`
  switch (state) {
    case 'approved':
      return (
        <>
          <b>{`Approved ${momentWords(at)}.`}</b> {`${changesWords(changes)} after the approval.`} The approved text is
          what goes out.
        </>
      )
    case 'scheduled':
      return (
        <>
          <b>Scheduled.</b> {`The draft is now ${ahead} of what goes out.`}
        </>
      )
    default:
      return (
        <>
          <b>{`Published ${momentWords(at)}.`}</b> {`The draft is now ${ahead} of what is out.`}
        </>
      )
  }
}

function unsentWords(count: number): string {
  return `${count} unsent ${count === 1 ? 'change' : 'changes'}`
}

export function OpenFailed({ words, onRetry }: { readonly words: string; readonly onRetry: () => void }) {
  return (
    <Banner
      tone="failed"
      icon={<CircleX />}
      role="alert"
      actions={
        <Button size="small" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      <b>{`Could not open this post: ${words}.`}</b>
    </Banner>
  )
}
