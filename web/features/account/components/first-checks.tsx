'use client'
/** Shown beside the set-up form: whether the parts that writing together needs work from this very browser. */
import { useEffect, useState } from 'react'
import { type GlyphName, StatusGlyph, type Tone } from '#web/ui/status-glyph.tsx'
import styles from './first-checks.module.css'

type Live =
  | { readonly state: 'testing' }
  | { readonly state: 'works'; readonly ms: number }
  | { readonly state: 'blocked' }

export function FirstChecks() {
  const [live, setLive] = useState<Live>({ state: 'testing' })
  useEffect(() => testSocket(setLive), [])
  return (
    <ul className={styles.checks} aria-label="What works already">
      <Check tone="published" glyph="published" words="The database is ready" />
      {live.state === 'testing' && <Check tone="draft" glyph="queued" words="Live editing: testing…" />}
      {live.state === 'works' && (
        <Check tone="published" glyph="published" words="Live editing works in this browser" aside={`${live.ms} ms`} />
      )}
      {live.state === 'blocked' && (
        <Check
          tone="warn"
          glyph="unconfirmed"
          words="Live editing is blocked: let WebSocket requests to /collab through your proxy"
        />
      )}
      <Check tone="warn" glyph="left-out" words="No mail server yet: invite people by link" />
    </ul>
  )
}

function Check({ tone, glyph, words, aside }: { tone: Tone; glyph: GlyphName; words: string; aside?: string }) {
  return (
    <li className={styles.check} data-tone={tone}>
      <StatusGlyph name={glyph} />
      <span className={styles.words}>{words}</span>
      {aside && <span className="num">{aside}</span>}
    </li>
  )
}

/** Opens the socket that editing will use and closes it again; nothing is sent. */
function testSocket(tell: (live: Live) => void): () => void {
  const began = performance.now()
  const address = new URL('/collab', location.href)
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(address)
  socket.onopen = () => {
    tell({ state: 'works', ms: Math.round(performance.now() - began) })
    socket.close()
  }
  socket.onerror = () => tell({ state: 'blocked' })
  return () => {
    socket.onopen = null
    socket.onerror = null
    socket.close()
  }
}
