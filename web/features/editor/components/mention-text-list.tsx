'use client'
/** The list under an `@` in the text: the caret stays in the text, arrows and Enter choose, a pointer may too. */
import { useEffect, useRef } from 'react'
import { useStore } from '#web/realtime/hooks.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { MENTION_LIST_ID, type MentionMenu, mentionOptionId } from '../extensions/mention-menu.ts'
import styles from './slash-list.module.css'

const HEIGHT = 320
const GAP = 6

export function MentionTextList({ menu }: { readonly menu: MentionMenu }) {
  const open = useStore(menu.state)
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
    <div className={styles.list} id={MENTION_LIST_ID} role="listbox" aria-label="People" style={place} tabIndex={0}>
      {open.people.map((person, index) => (
        // The keys are the editor's: an option takes no focus of its own.
        // biome-ignore lint/a11y/useFocusableInteractive: chosen by aria-activedescendant
        // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is handled in the editor
        <div
          key={person.id}
          id={mentionOptionId(person)}
          ref={index === open.active ? active : undefined}
          role="option"
          aria-selected={index === open.active}
          className={styles.option}
          onPointerDown={event => event.preventDefault()}
          onClick={() => open.choose(person)}
        >
          <span className={styles.icon}>
            <Avatar name={person.name} color={person.color} size="small" decorative />
          </span>
          <span className={styles.words}>
            {person.name}
            {menu.people.here.has(person.id) && <span className={styles.hint}>In the post now</span>}
          </span>
        </div>
      ))}
    </div>
  )
}
