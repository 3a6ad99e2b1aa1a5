'use client'
/** Tags of the post. What is typed becomes one with a comma, with Enter, and when the field is left; a pause ends none. */
import { TriangleAlert, X } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { LIMITS } from '#domain/contract/limits.ts'
import type { LiveFields } from '#web/realtime/realtime-types.ts'
import { Input } from '#web/ui/field.tsx'
import { useAnnouncements } from '#web/ui/live-region.tsx'
import { toast } from '#web/ui/toast.ts'
import { NOT_NOW, useLeftWords } from '../left-words.ts'
import { typedTags } from '../typed-tags.ts'
import styles from './post-fields.module.css'

export function TagsField({ tags, live }: { readonly tags: readonly string[]; readonly live: LiveFields | null }) {
  const [typed, setTyped] = useState('')
  const [trouble, setTrouble] = useState<string | null>(null)
  const { say } = useAnnouncements()
  const id = useId()
  const isFull = tags.length >= LIMITS.tagsPerPost
  const wrong = typed !== '' && !live ? NOT_NOW : trouble

  /** @returns what cannot be added */
  const add = (words: string) => {
    if (!live) return { left: words.trim(), why: NOT_NOW }
    const { tags: added, known, left, why } = typedTags(words, tags)
    for (const tag of added) live.addTag(tag)
    for (const tag of known) say(`The tag ${tag} is there already`)
    for (const tag of added) say(`Added the tag ${tag}`)
    return { left, why }
  }
  const keep = (words: string, rest = '') => {
    const { left, why } = add(words)
    setTyped([left, rest].filter(part => part !== '').join(', '))
    setTrouble(why)
  }
  const remove = (tag: string) => {
    live?.removeTag(tag)
    say(`Removed the tag ${tag}`)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') {
      event.preventDefault()
      keep(typed)
    }
    const last = tags.at(-1)
    if (event.key === 'Backspace' && typed === '' && last !== undefined) remove(last)
  }
  const onWords = (words: string) => {
    const end = words.lastIndexOf(',')
    // Behind the last comma one goes on typing.
    if (end >= 0 && words.length > typed.length) return keep(words.slice(0, end), words.slice(end + 1).trimStart())
    setTyped(words.trimStart())
    setTrouble(null)
  }
  useLeftWords(typed.trim() !== '', () => {
    const { left, why } = add(typed)
    if (left !== '' && why !== null) toast(why, { description: left })
  })

  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        Tags
      </label>
      <div className={styles.tags}>
        {tags.map(tag => (
          <span key={tag} className={styles.tag}>
            {tag}
            {live && (
              <button type="button" aria-label={`Remove the tag ${tag}`} onClick={() => remove(tag)}>
                <X aria-hidden />
              </button>
            )}
          </span>
        ))}
        {((live && !isFull) || typed !== '') && (
          <Input
            id={id}
            className={styles.input}
            placeholder={tags.length === 0 ? 'Add a tag' : 'Another one'}
            autoComplete="off"
            readOnly={!live}
            value={typed}
            aria-invalid={wrong ? true : undefined}
            aria-describedby={wrong ? `${id}-wrong` : undefined}
            onChange={event => onWords(event.target.value)}
            onKeyDown={onKeyDown}
            // Who looks something up in another window comes back to half a word.
            onBlur={event => document.activeElement !== event.currentTarget && keep(typed)}
          />
        )}
        {!live && tags.length === 0 && <span className={styles.none}>None</span>}
      </div>
      {wrong && (
        <p className={styles.wrong} id={`${id}-wrong`} role="alert">
          <TriangleAlert size={14} aria-hidden />
          <span>{wrong}</span>
        </p>
      )}
    </div>
  )
}
