'use client'
/** The truth about what is stored, always in sight; pressed, it says what is stored and where. */
import { CloudCheck, Laptop, LoaderCircle, Lock, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { PostStatus, SaveSign as Sign } from '#web/realtime/realtime-types.ts'
import { Button } from '#web/ui/button.tsx'
import { classes } from '#web/ui/classes.ts'
import { LateNotice } from '#web/ui/late.tsx'
import { useLateTrigger } from '#web/ui/use-late.ts'
import { changesWords, momentWords, saveWords } from '../format.ts'
import { popover } from '../late-parts.ts'
import styles from './save-sign.module.css'

type SaveSignProps = {
  readonly status: PostStatus
  readonly onDownload: () => void
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

const ICONS: Record<Sign['state'], ReactNode> = {
  saved: <CloudCheck size={16} aria-hidden />,
  saving: <LoaderCircle size={16} aria-hidden className={styles.turning} />,
  offline: <Laptop size={16} aria-hidden />,
  cant_save: <TriangleAlert size={16} aria-hidden />,
  read_only: <Lock size={16} aria-hidden />,
}

export function SaveSign({ status, onDownload, open, onOpenChange }: SaveSignProps) {
  const { save } = status
  const { part, missing, plain } = useLateTrigger(popover, open)
  const sign = {
    type: 'button',
    className: styles.sign,
    'data-save': save.state,
    title: 'What is stored',
    // The word is true at once; on screen "Saving…" comes up after 300 ms, so that quick saves do not blink.
    children: (
      <span className={styles.face} key={save.state}>
        {ICONS[save.state]}
        <Words sign={save} />
      </span>
    ),
  } as const
  if (!part) {
    return (
      <>
        <button {...sign} {...plain} aria-haspopup="dialog" aria-expanded={open} onClick={() => onOpenChange(!open)} />
        {open && (
          <LateNotice
            missing={missing}
            name="What is stored"
            onRetry={popover.load}
            onClose={() => onOpenChange(false)}
          />
        )}
      </>
    )
  }
  return (
    <part.Popover label="What is stored" open={open} onOpenChange={onOpenChange} trigger={<button {...sign} />}>
      <div className={styles.stored}>
        <h2 className={styles.heading}>What is stored</h2>
        <Stored status={status} />
        <Button size="small" onClick={onDownload}>
          Download a copy
        </Button>
      </div>
    </part.Popover>
  )
}

/** Small screens have room for fewer words; only one of the two is ever in the page's text. */
function Words({ sign }: { readonly sign: Sign }) {
  const words = saveWords(sign)
  const short = saveWords(sign, { short: true })
  if (words === short) return <span className={styles.words}>{words}</span>
  return (
    <>
      <span className={classes(styles.words, styles.long)}>{words}</span>
      <span className={classes(styles.words, styles.short)}>{short}</span>
    </>
  )
}

function Stored({ status }: { readonly status: PostStatus }) {
  const { save, storedAt, waiting, device } = status
  return (
    <dl className={styles.facts}>
      <dt>Now</dt>
      <dd>{save.state === 'saved' ? 'All typed here is on the server' : saveWords(save)}</dd>
      <dt>Last stored</dt>
      <dd>{storedAt === null ? 'Nothing yet from this page' : momentWords(storedAt)}</dd>
      <dt>Waiting</dt>
      <dd>{waiting === 0 ? 'Nothing' : changesWords(waiting)}</dd>
      <dt>On this device</dt>
      <dd>
        {device === 'kept' && 'A copy is kept, for when you are offline'}
        {device === 'refused' && 'Nothing is kept (private window, full disk or cleared data)'}
        {device === 'unknown' && 'Not known yet'}
      </dd>
    </dl>
  )
}
