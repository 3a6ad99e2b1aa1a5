/** A shape for each status, so that none is told by colour alone. Drawn on 14 × 14. */
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './status-glyph.module.css'

export type GlyphName =
  | 'draft'
  | 'review'
  | 'approved'
  | 'scheduled'
  | 'publishing'
  | 'published'
  | 'failed'
  | 'unconfirmed'
  | 'partly'
  | 'queued'
  | 'left-out'
export type Tone =
  | 'draft'
  | 'review'
  | 'approved'
  | 'scheduled'
  | 'publishing'
  | 'published'
  | 'warn'
  | 'failed'
  | 'accent'

const line = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.5,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const
const cut = { ...line, stroke: 'var(--surface)', strokeWidth: 1.7 } as const
const ring = <circle cx="7" cy="7" r="5.5" {...line} />

const DRAWINGS: Record<GlyphName, ReactNode> = {
  draft: <circle cx="7" cy="7" r="5.5" {...line} strokeDasharray="2.3 2.02" />,
  review: (
    <>
      {ring}
      <path d="M7 3.6a3.4 3.4 0 0 1 0 6.8z" fill="currentColor" />
    </>
  ),
  approved: (
    <>
      {ring}
      <path d="m4.6 7.2 1.7 1.7 3.1-3.4" {...line} />
    </>
  ),
  scheduled: (
    <>
      {ring}
      <path d="M7 4.2V7l1.9 1.3" {...line} />
    </>
  ),
  publishing: (
    <>
      <circle cx="7" cy="7" r="5.5" {...line} strokeWidth={1.8} opacity=".25" />
      <path className={styles.turning} d="M7 1.5A5.5 5.5 0 0 1 12.5 7" {...line} strokeWidth={1.8} />
    </>
  ),
  published: (
    <>
      <circle cx="7" cy="7" r="6.2" fill="currentColor" />
      <path d="m4.4 7.2 1.8 1.8 3.4-3.7" {...cut} />
    </>
  ),
  failed: (
    <>
      <path d="M4.4.9h5.2L13.1 4.4v5.2L9.6 13.1H4.4L.9 9.6V4.4z" fill="currentColor" />
      <path d="M7 3.8v3.6M7 10h.01" {...cut} />
    </>
  ),
  unconfirmed: (
    <>
      {ring}
      <path d="M5.5 5.6a1.5 1.5 0 1 1 2.2 1.3c-.5.3-.7.6-.7 1.1M7 10h.01" {...line} strokeWidth={1.4} />
    </>
  ),
  partly: (
    <>
      {ring}
      <path d="M7 1.5a5.5 5.5 0 0 0 0 11z" fill="currentColor" />
    </>
  ),
  queued: (
    <>
      {ring}
      <path d="M4.2 7h.01M7 7h.01M9.8 7h.01" {...line} strokeWidth={1.4} />
    </>
  ),
  'left-out': (
    <>
      {ring}
      <path d="M4.5 7h5" {...line} />
    </>
  ),
}

type StatusGlyphProps = {
  readonly name: GlyphName
  /** It names a status that nothing may be in: what turns says that something is under way, and keeps the browser drawing. */
  readonly still?: boolean
}

export function StatusGlyph({ name, still = false }: StatusGlyphProps) {
  return (
    <svg className={classes(styles.glyph, still && styles.still)} viewBox="0 0 14 14" aria-hidden="true">
      {DRAWINGS[name]}
    </svg>
  )
}
