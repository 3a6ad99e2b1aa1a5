'use client'
/** On or off, at once. Its name is given by `label`, and what it is by its place. */
import { Switch as Base } from '@base-ui/react/switch'
import styles from './switch.module.css'

type SwitchProps = {
  readonly label: string
  readonly checked: boolean
  readonly disabled?: boolean
  readonly onChange: (checked: boolean) => void
}

export function Switch({ label, checked, disabled = false, onChange }: SwitchProps) {
  return (
    <Base.Root
      className={styles.switch}
      aria-label={label}
      checked={checked}
      disabled={disabled}
      onCheckedChange={next => onChange(next)}
    >
      <Base.Thumb className={styles.thumb} />
    </Base.Root>
  )
}
