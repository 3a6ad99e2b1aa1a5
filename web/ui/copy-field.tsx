'use client'
/** Words to copy, like a link that is shown once. */
import { useRef } from 'react'
import { CopyButton } from './copy-button.tsx'
import styles from './copy-field.module.css'
import { Input } from './field.tsx'

type CopyFieldProps = { readonly label: string; readonly value: string }

export function CopyField({ label, value }: CopyFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  return (
    <div className={styles.field}>
      <Input ref={field} aria-label={label} readOnly value={value} onFocus={event => event.target.select()} />
      {/* Selected, the person's own keys copy it. */}
      <CopyButton words={value} announcement={`${label} copied`} onRefused={() => field.current?.select()} />
    </div>
  )
}
