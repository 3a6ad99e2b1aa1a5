'use client'
import { PageLink } from '#web/ui/page-link.tsx'
/** People to mention: who is in the post now first. Chosen from the box by arrows and Enter, or by a pointer. */
import type { Mentionable } from '../api.ts'
import { mentionHint, NOBODY_OF_THAT_NAME } from '../find-people.ts'
import { MentionFace } from './mention-face.tsx'
import styles from './mention-list.module.css'

type MentionListProps = {
  readonly id: string
  readonly people: readonly Mentionable[]
  readonly here: ReadonlySet<string>
  readonly active: number
  readonly inviteHref: string | null
  readonly onChoose: (person: Mentionable) => void
}

export const optionId = (listId: string, index: number) => `${listId}-${index}`

export function MentionList({ id, people, here, active, inviteHref, onChoose }: MentionListProps) {
  return (
    <div className={styles.layer}>
      <div className={styles.list} id={id} role="listbox" aria-label="People" tabIndex={-1}>
        {people.map((person, index) => (
          // The keys are the box's: an option takes no focus of its own.
          // biome-ignore lint/a11y/useFocusableInteractive: chosen by aria-activedescendant
          // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is handled in the box
          <div
            key={person.id}
            id={optionId(id, index)}
            role="option"
            aria-selected={index === active}
            className={styles.option}
            onPointerDown={event => event.preventDefault()}
            onClick={() => onChoose(person)}
          >
            <MentionFace person={person} />
            <span className={styles.name}>{person.name}</span>
            <span className={styles.hint}>{mentionHint(person, here)}</span>
          </div>
        ))}
      </div>
      {people.length === 0 && inviteHref !== null && (
        <PageLink className={styles.invite} href={inviteHref}>
          {NOBODY_OF_THAT_NAME}
        </PageLink>
      )}
    </div>
  )
}
