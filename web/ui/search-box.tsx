/** A field that narrows what is below it; Esc empties it, then leaves it. */
import { Search, X } from 'lucide-react'
import type { Ref } from 'react'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import { Input } from './field.tsx'
import { Kbd } from './kbd.tsx'
import styles from './search-box.module.css'

type SearchBoxProps = {
  readonly label: string
  readonly value: string
  readonly maxChars: number
  readonly inputRef: Ref<HTMLInputElement>
  readonly className?: string | undefined
  readonly onChange: (words: string) => void
}

/** `/` leads into it: whoever shows it binds the key. */
export function SearchBox({ label, value, maxChars, inputRef, className, onChange }: SearchBoxProps) {
  return (
    <div className={classes(styles.box, className)}>
      <Search aria-hidden className={styles.lens} />
      <Input
        ref={inputRef}
        className={styles.input}
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        maxLength={maxChars}
        value={value}
        onChange={event => onChange(event.target.value)}
        onKeyDown={event => {
          if (event.key !== 'Escape') return
          if (value === '') event.currentTarget.blur()
          else onChange('')
        }}
      />
      {value === '' ? (
        <span className={styles.end}>
          <Kbd>/</Kbd>
        </span>
      ) : (
        <Button
          className={styles.end}
          look="quiet"
          size="small"
          icon
          aria-label="Clear the words"
          onClick={() => onChange('')}
        >
          <X aria-hidden />
        </Button>
      )}
    </div>
  )
}
