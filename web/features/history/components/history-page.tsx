'use client'
/**
 * The history of an open post, in place of its text: a moment seen in one of three ways, the list of moments beside it,
 * and the track to walk along. The open text lives on behind it.
 */
import type { Editor } from '@tiptap/react'
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { momentWords } from '#web/features/editor/format.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Segments } from '#web/ui/segments.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { restoreText } from '../brought-back.ts'
import { type History, useHistory } from '../hooks.ts'
import { ChangesLook } from './changes-look.tsx'
import styles from './history-page.module.css'
import { MomentList } from './moment-list.tsx'
import { NameDialog } from './name-dialog.tsx'
import { ReplayTrack } from './replay-track.tsx'
import { TextLook } from './text-look.tsx'
import { WhoLook } from './who-look.tsx'

type HistoryPageProps = {
  readonly postId: string
  readonly editor: Editor
  /** Anything that differs when a command may have frozen a version, or a moment may be called something else. */
  readonly changed: string
  readonly panelId: string
  /** Head of the panel. */
  readonly tabs: ReactNode
  readonly connected: boolean
  /** Not for whoever may not write now. */
  readonly mayRestore: boolean
  readonly onClose: () => void
}

type Look = 'text' | 'who' | 'changes'

const LOOKS = [
  { value: 'text', words: 'Text' },
  { value: 'who', words: 'Who wrote what' },
  { value: 'changes', words: 'Changes' },
] as const satisfies readonly { value: Look; words: string }[]

export function HistoryPage({
  postId,
  editor,
  changed,
  panelId,
  tabs,
  connected,
  mayRestore,
  onClose,
}: HistoryPageProps) {
  const written = useWritten(editor)
  const history = useHistory(postId, `${changed} ${written}`)
  const { status, replay, rows } = history
  /** Null follows what is written. */
  const [chosen, setChosen] = useState<number | null>(null)
  const [look, setLook] = useState<Look>('text')
  const [against, setAgainst] = useState<number | null>(null)
  const [asking, setAsking] = useState(false)
  const [naming, setNaming] = useState(false)
  const newest = replay.edits.at(-1)?.seq ?? 0
  const seq = chosen ?? newest
  const shown = useMemo(
    () => history.moments.find(moment => moment.fromSeq <= seq && moment.seq >= seq) ?? null,
    [history.moments, seq],
  )
  const at = replay.edits.find(edit => edit.seq >= seq)?.at ?? null
  const called = at === null ? '' : momentWords(at)
  const name = history.named.find(one => one.seq === seq)?.name ?? null
  const choose = useCallback((next: number) => setChosen(next === newest ? null : next), [newest])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || asking || naming) return
    event.stopPropagation()
    onClose()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc closes what lies over the text, wherever in it the focus is
    <div className={styles.history} onKeyDown={onKeyDown}>
      <main className={styles.pane} id="main" tabIndex={-1} aria-label="History">
        <div className={styles.bar}>
          <Segments label="Look at" value={look} choices={LOOKS} onChange={setLook} />
          {status === 'ready' && look !== 'changes' && (
            <span className={styles.called}>
              {[chosen === null ? 'As it is now' : called, name].filter(Boolean).join(' · ')}
            </span>
          )}
          {status === 'ready' && look === 'changes' && (
            <Against
              history={history}
              called={chosen === null ? 'Now' : called}
              seq={seq}
              value={against}
              onChange={setAgainst}
            />
          )}
          <span className={styles.grow} />
          {mayRestore && status === 'ready' && newest > 0 && (
            <Button disabled={!connected} onClick={() => setNaming(true)}>
              {name === null ? 'Name this moment…' : 'Rename…'}
            </Button>
          )}
          {mayRestore && chosen !== null && status === 'ready' && (
            <Button look="primary" disabled={!connected} onClick={() => setAsking(true)}>
              {`Restore ${called}…`}
            </Button>
          )}
        </div>
        {status === 'loading' && <Loading />}
        {status === 'failed' && (
          <div className={styles.failed} role="alert">
            <p>{`Could not load the history: ${history.why}`}</p>
            <Button size="small" onClick={history.retry}>
              Try again
            </Button>
          </div>
        )}
        {status === 'ready' && (
          <Shown
            look={look}
            history={history}
            seq={seq}
            rows={rows}
            against={against ?? beforeOf(history, shown?.fromSeq ?? seq)}
            onMoment={next => {
              choose(next)
              setLook('text')
            }}
          />
        )}
      </main>
      <aside className={styles.panel} id={panelId} tabIndex={-1} aria-label="History of this post">
        {tabs}
        <MomentList history={history} chosen={chosen === null ? null : (shown?.seq ?? null)} onChoose={setChosen} />
      </aside>
      {status === 'ready' && <ReplayTrack history={history} seq={seq} onSeq={choose} />}
      {naming && (
        <NameDialog
          postId={postId}
          seq={seq}
          called={called}
          name={name}
          onDone={history.refresh}
          onClose={() => setNaming(false)}
        />
      )}
      {asking && mayRestore && (
        <Dialog
          open
          onOpenChange={setAsking}
          title={`Restore ${called}?`}
          description="It comes back as a new change by you. Comments and everyone’s cursors stay. You can undo it."
          actions={
            <>
              <Button onClick={() => setAsking(false)}>Keep it as it is</Button>
              <Button
                look="primary"
                onClick={() => {
                  setAsking(false)
                  void restoreText(postId, `replay/${seq}`, `The text of ${called} is back`).then(() => setChosen(null))
                }}
              >
                {`Restore ${called}`}
              </Button>
            </>
          }
        />
      )}
    </div>
  )
}

type ShownProps = {
  readonly look: Look
  readonly history: History
  readonly seq: number
  readonly rows: number
  readonly against: number
  readonly onMoment: (seq: number) => void
}

function Shown({ look, history: { replay, people }, seq, rows, against, onMoment }: ShownProps) {
  // The replay grows in place: `rows` says when.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const text = useMemo(() => (look === 'who' ? null : replay.textAt(seq)), [replay, look, seq, rows])
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const older = useMemo(() => (look === 'changes' ? replay.textAt(against) : null), [replay, look, against, rows])
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const blocks = useMemo(() => (look === 'who' ? replay.writtenAt(seq) : null), [replay, look, seq, rows])
  if (blocks) return <WhoLook blocks={blocks} people={people} onMoment={onMoment} />
  if (text && older) return <ChangesLook older={older} newer={text} />
  return text && <TextLook content={text} />
}

type AgainstProps = {
  readonly history: History
  readonly called: string
  readonly seq: number
  readonly value: number | null
  readonly onChange: (seq: number | null) => void
}

/** Which text the changes are told against. */
function Against({ history, called, seq, value, onChange }: AgainstProps) {
  const { moments, marks, named, replay } = history
  const newest = replay.edits.at(-1)
  return (
    <label className={styles.against}>
      <span>{`${called} against`}</span>
      <select value={value ?? ''} onChange={event => onChange(Number(event.target.value) || null)}>
        <option value="">what was before</option>
        {newest && newest.seq !== seq && <option value={newest.seq}>Now</option>}
        {moments.toReversed().map(moment => {
          const mark = marks.find(one => one.seq === moment.seq)
          if (moment.seq === seq || moment.seq === newest?.seq) return null
          return (
            <option key={moment.seq} value={moment.seq}>
              {named.find(one => one.seq === moment.seq)?.name ??
                (mark ? `Version ${mark.version}, ${momentWords(mark.createdAt)}` : momentWords(moment.at))}
            </option>
          )
        })}
      </select>
    </label>
  )
}

/** The row before the moment; 0 is the empty beginning of a history that is shown from its first row. */
function beforeOf({ replay }: History, fromSeq: number): number {
  return replay.edits.findLast(({ seq }) => seq < fromSeq)?.seq ?? replay.beginning?.seq ?? 0
}

/** People stop for as long before the history is asked for what they wrote. */
const REST_MS = 1_000

/** Counts how often the open text has come to rest after a change. */
function useWritten(editor: Editor): number {
  const [count, setCount] = useState(0)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    const plan = () => {
      clearTimeout(timer.current)
      timer.current = setTimeout(() => setCount(before => before + 1), REST_MS)
    }
    editor.on('update', plan)
    return () => {
      clearTimeout(timer.current)
      editor.off('update', plan)
    }
  }, [editor])
  return count
}

function Loading() {
  return (
    <div className={styles.loading} aria-busy="true">
      <span className="vh">Loading the history</span>
      {['96%', '100%', '88%', '42%'].map(width => (
        <Skeleton key={width} width={width} height={14} />
      ))}
    </div>
  )
}
