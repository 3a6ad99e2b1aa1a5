'use client'
/**
 * What the panel beside the text shows, which comes after the page. Until the comments are there a plain box takes what
 * somebody types after they pressed Comment: no key of theirs goes into the text, and none is lost.
 */
import { type ComponentProps, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { LIMITS } from '#domain/contract/limits.ts'
import { draftKey, keepDraft, readDraft } from '#web/features/comments/drafts.ts'
import { useRealtime } from '#web/realtime/hooks.ts'
import { LateTrouble } from '#web/ui/late.tsx'
import type { LatePart } from '#web/ui/late-part.ts'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useLate } from '#web/ui/use-late.ts'
import { historyPage, publishPanel, talkPanel } from '../late-parts.ts'
import styles from './late-panels.module.css'
import type { PublishPanel } from './publish-panel.tsx'
import type { TalkPanel } from './talk-panel.tsx'

export function LatePublishPanel(props: ComponentProps<typeof PublishPanel>) {
  const part = useLate(publishPanel, true)
  if (typeof part === 'object') return <part.PublishPanel {...props} />
  return <Waiting of={publishPanel} missing={part === 'missing'} name="Publishing" />
}

/** In place of the text once it is there. */
export function LateHistory() {
  return <Waiting of={historyPage} missing={useLate(historyPage, true) === 'missing'} name="The history" />
}

export function LateTalkPanel(props: ComponentProps<typeof TalkPanel>) {
  const { page, threads, boxRef } = props
  const { me } = useRealtime()
  const part = useLate(talkPanel, true)
  const isHere = typeof part === 'object'
  const wasWriting = useRef(false)
  /** The keys that send were pressed, and nothing was typed since. SPEC CM410. */
  const wasSent = useRef(false)
  useLayoutEffect(() => {
    const box = boxRef.current
    if (isHere && (wasWriting.current || wasSent.current) && box) {
      box.setSelectionRange(box.value.length, box.value.length)
      box.focus()
      if (wasSent.current) box.dispatchEvent(new KeyboardEvent('keydown', SENDS))
    }
    wasWriting.current = false
  }, [isHere, boxRef])

  if (typeof part === 'object') return <part.TalkPanel {...props} />
  const box = threads.newOn === null ? threads.active : 'new'
  return (
    <>
      {box !== null && props.mayComment && (
        <PlainBox
          key={box}
          kept={draftKey(me.id, page.postId, box)}
          boxRef={boxRef}
          onFocus={focused => {
            wasWriting.current = focused
            if (focused) wasSent.current = false
          }}
          onSent={sent => {
            wasSent.current = sent
          }}
        />
      )}
      <Waiting of={talkPanel} missing={part === 'missing'} name="Comments" />
    </>
  )
}

type PlainBoxProps = {
  /** Where the comment's own box finds what was written here. */
  readonly kept: string
  readonly boxRef: RefObject<HTMLTextAreaElement | null>
  readonly onFocus: (focused: boolean) => void
  readonly onSent: (sent: boolean) => void
}

const SENDS = { key: 'Enter', ctrlKey: true, bubbles: true }

function PlainBox({ kept, boxRef, onFocus, onSent }: PlainBoxProps) {
  const [draft, setDraft] = useState(() => readDraft(kept))
  return (
    <textarea
      ref={boxRef}
      className={styles.box}
      rows={3}
      maxLength={LIMITS.commentChars}
      aria-label="Comment"
      placeholder="Comment"
      value={draft.text}
      onFocus={() => onFocus(true)}
      onBlur={() => onFocus(false)}
      onKeyDown={({ key, metaKey, ctrlKey }) => key === 'Enter' && (metaKey || ctrlKey) && onSent(true)}
      onChange={event => {
        const next = { ...draft, text: event.target.value }
        onSent(false)
        setDraft(next)
        keepDraft(kept, next)
      }}
    />
  )
}

type WaitingProps = { readonly of: LatePart<object>; readonly missing: boolean; readonly name: string }

function Waiting({ of: late, missing, name }: WaitingProps) {
  if (missing) {
    return (
      <div className={styles.trouble}>
        <LateTrouble name={name} onRetry={late.load} />
      </div>
    )
  }
  return (
    <div className={styles.waiting} aria-busy="true">
      <Skeleton width="70%" height={14} />
      <Skeleton width="100%" height={56} />
      <Skeleton width="55%" height={14} />
      <span className="vh">{`${name}: loading`}</span>
    </div>
  )
}
