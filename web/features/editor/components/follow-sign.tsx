/** Whom one goes along with, over the text, and the way to end it. */
import type { PostPerson } from '#web/realtime/realtime-types.ts'
import { Button } from '#web/ui/button.tsx'
import styles from './follow-sign.module.css'

export function FollowSign({ person, onStop }: { readonly person: PostPerson; readonly onStop: () => void }) {
  return (
    <div className={styles.place}>
      <div className={styles.sign} data-person={person.color}>
        <span className="cut">{`Following ${person.name}`}</span>
        <Button look="quiet" size="small" onClick={onStop}>
          Stop
        </Button>
      </div>
    </div>
  )
}
