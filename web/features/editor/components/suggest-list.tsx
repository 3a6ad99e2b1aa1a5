'use client'
/** The list under a `/` or an `@`: the caret stays in the text, arrows and Enter choose, a pointer may too. */
import { type ReactNode, useEffect, useRef } from 'react'
import { useStore } from '#web/realtime/hooks.ts'
import type { SuggestList as List } from '../extensions/suggest-list.ts'
import styles from './suggest-list.module.css'

const HEIGHT = 320
const GAP = 6

type SuggestListProps<Item> = {
  readonly list: List<Item>
  readonly label: string
  readonly partsOf: (item: Item) => OptionParts
}

export type OptionParts = {
  readonly icon: ReactNode
  readonly words: string
  readonly hint: string | null
  /** Behind the words. */
  readonly end?: ReactNode
}

export function SuggestList<Item>({ list, label, partsOf }: SuggestListProps<Item>) {
  const open = useStore(list.state)
  const active = useRef<HTMLDivElement>(null)
  const activeIndex = open?.active
  useEffect(() => {
    if (activeIndex !== undefined) active.current?.scrollIntoView({ block: 'nearest' })
  }, [activeIndex])
  if (!open?.anchor) return null
  const { anchor } = open
  const below = anchor.bottom + GAP + HEIGHT <= window.innerHeight || anchor.top < HEIGHT
  const place = {
    left: Math.max(8, Math.min(anchor.left, window.innerWidth - 288)),
    ...(below ? { top: anchor.bottom + GAP } : { bottom: window.innerHeight - anchor.top + GAP }),
  }
  return (
    // Focus stays in the text, where Tab chooses; the stop is for those who scroll the list by other means.
    <div className={styles.list} id={list.id} role="listbox" aria-label={label} style={place} tabIndex={0}>
      {open.items.map((item, index) => {
        const { icon, words, hint, end } = partsOf(item)
        return (
          // The keys are the editor's: an option takes no focus of its own.
          // biome-ignore lint/a11y/useFocusableInteractive: chosen by aria-activedescendant
          // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is handled in the editor
          <div
            key={list.optionId(item)}
            id={list.optionId(item)}
            ref={index === open.active ? active : undefined}
            role="option"
            aria-selected={index === open.active}
            className={styles.option}
            onPointerDown={event => event.preventDefault()}
            onClick={() => open.choose(item)}
          >
            <span className={styles.icon}>{icon}</span>
            <span className={styles.words}>
              {words}
              {hint && <span className={styles.hint}>{hint}</span>}
            </span>
            {end}
          </div>
        )
      })}
    </div>
  )
}
