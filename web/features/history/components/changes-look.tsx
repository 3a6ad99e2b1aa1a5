'use client'
/** What differs between two moments, in the whole text; keys and buttons walk from change to change. */
import { ChevronDown, ChevronUp } from 'lucide-react'
import { type KeyboardEvent, useMemo, useRef } from 'react'
import { type Difference, differencesOf } from '#domain/text/difference.ts'
import type { JsonNode } from '#domain/text/document.ts'
import textStyles from '#web/features/editor/components/text-editor.module.css'
import { keysWords } from '#web/features/editor/keys.ts'
import { Button } from '#web/ui/button.tsx'
import { classes } from '#web/ui/classes.ts'
import { amountOf } from '../rows.ts'
import { ChangedWords } from './changed-words.tsx'
import styles from './changes-look.module.css'

export function ChangesLook({ older, newer }: { readonly older: JsonNode; readonly newer: JsonNode }) {
  const differences = useMemo(() => differencesOf(older, newer), [older, newer])
  const { addedWords, removedWords } = amountOf(differences)
  const text = useRef<HTMLDivElement>(null)

  const step = (by: 1 | -1) => {
    const changes = [...(text.current?.querySelectorAll<HTMLElement>('[data-change]') ?? [])]
    const at = changes.indexOf(document.activeElement as HTMLElement)
    const next = at === -1 ? (by === 1 ? 0 : changes.length - 1) : (at + by + changes.length) % changes.length
    changes[next]?.focus()
    changes[next]?.scrollIntoView({ block: 'center' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return
    event.preventDefault()
    step(event.key === 'ArrowDown' ? 1 : -1)
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the whole view, which its buttons have as well
    <div onKeyDown={onKeyDown}>
      <div className={styles.head}>
        <p className={styles.amount}>
          <b className={styles.more}>{`+${addedWords}`}</b> <b className={styles.less}>{`−${removedWords}`}</b> words
        </p>
        <Button
          look="quiet"
          size="small"
          icon
          aria-label="Previous change"
          title={keysWords('⌥+↑')}
          onClick={() => step(-1)}
        >
          <ChevronUp aria-hidden />
        </Button>
        <Button
          look="quiet"
          size="small"
          icon
          aria-label="Next change"
          title={keysWords('⌥+↓')}
          onClick={() => step(1)}
        >
          <ChevronDown aria-hidden />
        </Button>
      </div>
      <div ref={text} className={classes(textStyles.text, styles.text)}>
        {differences.every(({ kind }) => kind === 'same') && <p className={styles.note}>Nothing differs.</p>}
        {differences.map((difference, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: places in one text
          <Block key={index} {...difference} />
        ))}
      </div>
    </div>
  )
}

function Block({ kind, block, parts }: Difference) {
  const change = kind === 'same' ? {} : { 'data-change': kind, tabIndex: -1 }
  const isEmpty = parts.every(({ text }) => text === '')
  const words =
    kind === 'same' || !isEmpty ? (
      <ChangedWords parts={parts} />
    ) : (
      <span className={styles.note}>{kind === 'removed' ? 'An empty block is gone' : 'An empty block was added'}</span>
    )
  const onlyLooks = kind === 'changed' && parts.every(part => part.kind === 'same')
  const note = onlyLooks && <span className={styles.note}>Only its formatting changed. </span>
  switch (block) {
    case 'title':
      return (
        <h1 data-title="" {...change}>
          {note}
          {words}
        </h1>
      )
    case 'heading':
      return (
        <h2 {...change}>
          {note}
          {words}
        </h2>
      )
    default:
      return (
        <p {...change} data-block={block}>
          {note}
          {words}
        </p>
      )
  }
}
