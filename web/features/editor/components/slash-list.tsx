'use client'
/** The list under a `/`: the caret stays in the text, arrows and Enter choose, a pointer may too. */
import { useEffect, useRef } from 'react'
import { useStore } from '#web/realtime/hooks.ts'
import type { Store } from '#web/realtime/store.ts'
import { Kbd } from '#web/ui/kbd.tsx'
import { optionId, SLASH_LIST_ID, type SlashState } from '../extensions/slash-menu.ts'
import styles from './slash-list.module.css'

const HEIGHT = 320
const GAP = 6

export function SlashList({ state }: { readonly state: Store<SlashState | null> }) {
  const open = useStore(state)
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
    <div className={styles.list} id={SLASH_LIST_ID} role="listbox" aria-label="Insert" style={place} tabIndex={0}>
      {open.blocks.map((block, index) => (
        // The keys are the editor's: an option takes no focus of its own.
        // biome-ignore lint/a11y/useFocusableInteractive: chosen by aria-activedescendant
        // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is handled in the editor
        <div
          key={block.id}
          id={optionId(block)}
          ref={index === open.active ? active : undefined}
          role="option"
          aria-selected={index === open.active}
          className={styles.option}
          onPointerDown={event => event.preventDefault()}
          onClick={() => open.choose(block)}
        >
          <span className={styles.icon}>
            <block.Icon size={16} aria-hidden />
          </span>
          <span className={styles.words}>
            {block.word}
            <span className={styles.hint}>{block.hint}</span>
          </span>
          {block.keys && <Kbd>{block.keys}</Kbd>}
        </div>
      ))}
    </div>
  )
}
