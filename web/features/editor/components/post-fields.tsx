'use client'
/** Tags and address of the post: live and shared like its text. */
import { X } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { LIMITS } from '#domain/contract/limits.ts'
import { type Fields, SLUG_KEY, tagId, tagsOf, tidyTag } from '#domain/text/post-fields.ts'
import { toSlug } from '#domain/text/slug.ts'
import type { LiveFields } from '#web/realtime/realtime-types.ts'
import { Field, Input } from '#web/ui/field.tsx'
import { useAnnouncements } from '#web/ui/live-region.tsx'
import { type Address, addressWords } from '../fields.ts'
import styles from './post-fields.module.css'

type PostFieldsProps = {
  readonly fields: Fields
  readonly address: Address | null
  readonly workspaceSlug: string
  /** Null for whoever may not write, and until the post is there. */
  readonly live: LiveFields | null
}

export function PostFields({ fields, address, workspaceSlug, live }: PostFieldsProps) {
  return (
    <div className={styles.fields}>
      <Tags tags={tagsOf(fields)} live={live} />
      <AddressField fields={fields} address={address} workspaceSlug={workspaceSlug} live={live} />
    </div>
  )
}

function Tags({ tags, live }: { readonly tags: readonly string[]; readonly live: LiveFields | null }) {
  const [typed, setTyped] = useState('')
  const { say } = useAnnouncements()
  const id = useId()
  const isFull = tags.length >= LIMITS.tagsPerPost
  const add = (words: string) => {
    for (const word of words.split(',')) {
      const tag = tidyTag(word)
      if (tag === '' || isFull) continue
      say(tags.some(one => tagId(one) === tagId(tag)) ? `The tag ${tag} is there already` : `Added the tag ${tag}`)
      live?.addTag(tag)
    }
    setTyped('')
  }
  const remove = (tag: string) => {
    live?.removeTag(tag)
    say(`Removed the tag ${tag}`)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') {
      event.preventDefault()
      add(typed)
    }
    const last = tags.at(-1)
    if (event.key === 'Backspace' && typed === '' && last !== undefined) remove(last)
  }
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
        {live && !isFull && (
          <Input
            id={id}
            className={styles.input}
            placeholder={tags.length === 0 ? 'Add a tag' : 'Another one'}
            autoComplete="off"
            maxLength={200}
            value={typed}
            onChange={event =>
              event.target.value.includes(',') ? add(event.target.value) : setTyped(event.target.value)
            }
            onKeyDown={onKeyDown}
            onBlur={() => add(typed)}
          />
        )}
        {!live && tags.length === 0 && <span className={styles.none}>None</span>}
      </div>
    </div>
  )
}

/** What is typed is stored as addresses are written; empty, it follows the title. */
function AddressField({ fields, address, workspaceSlug, live }: PostFieldsProps) {
  const stored = typeof fields[SLUG_KEY] === 'string' ? fields[SLUG_KEY] : ''
  const [typed, setTyped] = useState<string | null>(null)
  const isFixed = address?.state === 'fixed'
  const note = address && addressWords(address)
  const keep = (words: string) => {
    const slug = toSlug(words, '')
    live?.setSlug(slug === '' ? null : slug)
    setTyped(null)
  }
  return (
    <Field
      label="Address"
      aside={<span className={styles.prefix}>{`/p/${workspaceSlug}/`}</span>}
      value={typed ?? (isFixed ? address.slug : stored)}
      placeholder={address?.slug ?? ''}
      readOnly={!live || isFixed}
      maxLength={200}
      autoComplete="off"
      spellCheck={false}
      error={note?.wrong ? note.words : null}
      hint={note?.words ?? (stored === '' ? 'It follows the title.' : undefined)}
      onChange={event => setTyped(event.target.value)}
      onBlur={() => typed !== null && keep(typed)}
      onKeyDown={event => {
        if (event.key === 'Enter' && typed !== null) keep(typed)
      }}
    />
  )
}
