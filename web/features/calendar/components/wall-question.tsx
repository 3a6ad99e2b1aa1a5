'use client'
/** A time that clocks skip or show twice on that day: which one is meant. */
import { Button } from '#web/ui/button.tsx'
import { dayMonthWords } from '../words.ts'
import type { Resolved, Wall } from '../zoned.ts'
import styles from './schedule-dialog.module.css'

type WallQuestionProps = {
  readonly resolved: Exclude<Resolved, { kind: 'exact' }>
  readonly wall: Wall
  readonly second: boolean | null
  readonly onUse: (wall: Wall) => void
  readonly onChoose: (second: boolean) => void
}

export function WallQuestion({ resolved, wall, second, onUse, onChoose }: WallQuestionProps) {
  const day = dayMonthWords(wall.date)
  if (resolved.kind === 'gap') {
    return (
      <>
        <p>{`${wall.time} does not exist on ${day}.`}</p>
        <div className={styles.choices}>
          {[resolved.after, resolved.before].map(({ date, time }) => (
            <Button key={time} size="small" onClick={() => onUse({ date, time })}>
              Use {time}
            </Button>
          ))}
        </div>
      </>
    )
  }
  return (
    <>
      <p>{`${wall.time} happens twice on ${day}. Which one?`}</p>
      <div className={styles.choices}>
        {[resolved.first, resolved.second].map(({ zone, at }, index) => (
          <Button
            key={at}
            size="small"
            aria-pressed={second === (index === 1)}
            look={second === (index === 1) ? 'primary' : 'plain'}
            onClick={() => onChoose(index === 1)}
          >
            {index === 0 ? 'First' : 'Second'} ({zone})
          </Button>
        ))}
      </div>
    </>
  )
}
