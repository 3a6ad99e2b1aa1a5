/** A person as initials on their own colour; the outline alone means away. */
import styles from './avatar.module.css'
import { classes } from './classes.ts'
import { initialsOf } from './initials.ts'

type AvatarProps = {
  readonly name: string
  /** 1–8; a person keeps one colour everywhere. */
  readonly color: number
  readonly size?: 'small' | 'normal' | 'large'
  readonly away?: boolean
  /** A dot that says whether the person is here. */
  readonly presence?: 'here' | 'away'
  /** Set when the name stands beside it. */
  readonly decorative?: boolean
}

export function Avatar({ name, color, size = 'normal', away = false, presence, decorative = false }: AvatarProps) {
  const named = decorative ? { 'aria-hidden': true as const } : { role: 'img', 'aria-label': name, title: name }
  return (
    <span className={classes(styles.avatar, styles[size], away && styles.away)} data-person={color} {...named}>
      {initialsOf(name)}
      {presence && <span className={classes(styles.dot, presence === 'away' && styles.dotAway)} />}
    </span>
  )
}
