'use client'
/** What is read of the history as a track: the hill says how much was written where, ticks are frozen versions and named moments. */
import { Pause, Play } from 'lucide-react'
import { type CSSProperties, type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import { momentWords } from '#web/features/editor/format.ts'
import { Button } from '#web/ui/button.tsx'
import type { History } from '../hooks.ts'
import { hillOf, MARK_WORDS } from '../rows.ts'
import styles from './replay-track.module.css'

type ReplayTrackProps = {
  readonly history: History
  readonly seq: number
  readonly onSeq: (seq: number) => void
}

const SPEEDS = [1, 4, 16] as const
const TICK_MS = 100
const HILL_STEPS = 120

export function ReplayTrack({ history, seq, onSeq }: ReplayTrackProps) {
  const { replay, rows, moments, marks, named } = history
  const { edits } = replay
  const [speed, setSpeed] = useState<(typeof SPEEDS)[number]>(4)
  const [playing, setPlaying] = useState(false)
  const at = Math.max(
    0,
    edits.findLastIndex(edit => edit.seq <= seq),
  )
  const edit = edits[at]
  const last = edits.length - 1
  const rowsBefore = replay.beginning?.seq ?? 0
  const counted = `change ${rowsBefore + at + 1} of ${rowsBefore + edits.length}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list grows in place, `rows` says when
  const hill = useMemo(
    () =>
      hillPath(
        hillOf(
          edits.map(({ update }) => update.byteLength),
          HILL_STEPS,
        ),
      ),
    [edits, rows],
  )
  const goTo = (index: number) => {
    const next = edits[Math.min(last, Math.max(0, index))]
    if (next) onSeq(next.seq)
  }

  useEffect(() => {
    if (!playing) return
    if (at >= last) return setPlaying(false)
    const timer = setTimeout(() => {
      const next = edits[Math.min(last, at + speed)]
      if (next) onSeq(next.seq)
    }, TICK_MS)
    return () => clearTimeout(timer)
  }, [playing, at, last, speed, edits, onSeq])

  const play = () => {
    if (!playing && at >= last) goTo(0)
    setPlaying(!playing)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === ' ') play()
    else if (event.shiftKey && event.key === 'ArrowLeft') onSeq(moments.findLast(one => one.seq < seq)?.seq ?? seq)
    else if (event.shiftKey && event.key === 'ArrowRight') onSeq(moments.find(one => one.seq > seq)?.seq ?? seq)
    else return
    event.preventDefault()
  }
  const called = edit ? momentWords(edit.at) : ''
  const isRead = (mark: { readonly seq: number }) => mark.seq > rowsBefore
  const place = (index: number) => ({ '--at': last > 0 ? index / last : 0 }) as CSSProperties

  return (
    <section className={styles.track} aria-label="Replay">
      <Button look="primary" icon aria-label={playing ? 'Pause' : 'Play'} onClick={play}>
        {playing ? <Pause aria-hidden /> : <Play aria-hidden />}
      </Button>
      <Button
        aria-label={`Speed ${speed} times, change it`}
        onClick={() => setSpeed(SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1)}
      >
        {`${speed}×`}
      </Button>
      <div className={styles.rail}>
        <svg className={styles.hill} viewBox="0 0 100 32" preserveAspectRatio="none" aria-hidden="true">
          <path d={hill} />
        </svg>
        {marks.filter(isRead).map(mark => (
          <span
            key={mark.version}
            className={styles.tick}
            style={place(edits.findLastIndex(one => one.seq <= mark.seq))}
            title={`${MARK_WORDS[mark.reason]}, version ${mark.version}`}
          />
        ))}
        {named.filter(isRead).map(({ seq: end, name }) => (
          <span
            key={`named ${end}`}
            className={styles.tick}
            style={place(edits.findLastIndex(one => one.seq <= end))}
            title={name}
          />
        ))}
        <input
          type="range"
          className={styles.range}
          aria-label="Moment"
          aria-valuetext={`${called}, ${counted}`}
          min={0}
          max={last}
          step={1}
          value={at}
          onChange={event => {
            setPlaying(false)
            goTo(event.target.valueAsNumber)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <p className={styles.where}>
        <span>{called}</span>
        <span className="num">{counted}</span>
      </p>
    </section>
  )
}

function hillPath(heights: readonly number[]): string {
  if (heights.length === 0) return ''
  const step = 100 / heights.length
  const points = heights.map((height, index) => `${(index * step).toFixed(2)} ${(32 - 30 * height).toFixed(2)}`)
  return `M0 32 L${points.join(' L')} L100 ${(32 - 30 * (heights.at(-1) ?? 0)).toFixed(2)} L100 32 Z`
}
