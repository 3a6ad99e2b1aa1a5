'use client'
/** Address of the post: stored as addresses are written, when one rests; empty, it follows the title. */
import { useEffect, useState } from 'react'
import { type Fields, SLUG_KEY } from '#domain/text/post-fields.ts'
import { toSlug } from '#domain/text/slug.ts'
import type { LiveFields } from '#web/realtime/realtime-types.ts'
import { Field } from '#web/ui/field.tsx'
import { toast } from '#web/ui/toast.ts'
import type { Address } from '../fields.ts'
import { NOT_NOW, useLeftWords } from '../left-words.ts'
import styles from './post-fields.module.css'

type AddressFieldProps = {
  readonly fields: Fields
  readonly address: Address | null
  readonly workspaceSlug: string
  /** Null for whoever may not write, and until the post is there. */
  readonly live: LiveFields | null
}

const NO_ADDRESS = 'An address is made of the letters a to z and of digits.'
const REST_MS = 800

export function AddressField({ fields, address, workspaceSlug, live }: AddressFieldProps) {
  const stored = typeof fields[SLUG_KEY] === 'string' ? fields[SLUG_KEY] : ''
  const [typed, setTyped] = useState<{ readonly words: string; readonly isStored: boolean } | null>(null)
  const isFixed = address?.state === 'fixed'
  const note = address && addressWords(address)
  const slug = toSlug(typed?.words ?? '', '')
  // Somebody else chose another one.
  if (typed?.isStored && slug !== stored) setTyped(null)
  const waits = typed !== null && !typed.isStored && !isFixed
  const wrong = !waits ? null : !live ? NOT_NOW : slug === '' && typed.words.trim() !== '' ? NO_ADDRESS : null

  const store = () => {
    if (live && waits && wrong === null) live.setSlug(slug === '' ? null : slug)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: another word begins another rest
  useEffect(() => {
    if (!waits || wrong !== null) return
    const timer = setTimeout(() => {
      store()
      setTyped({ ...typed, isStored: true })
    }, REST_MS)
    return () => clearTimeout(timer)
  }, [typed, waits, wrong])
  const leave = () => {
    store()
    if (wrong === null) setTyped(null)
  }
  useLeftWords(waits, () => {
    store()
    if (wrong !== null) toast(wrong, { description: typed?.words })
  })

  return (
    <Field
      label="Address"
      aside={<span className={styles.prefix}>{`/p/${workspaceSlug}/`}</span>}
      value={isFixed ? address.slug : (typed?.words ?? stored)}
      placeholder={address?.slug ?? ''}
      readOnly={!live || isFixed}
      maxLength={200}
      autoComplete="off"
      spellCheck={false}
      error={wrong ?? (note?.wrong ? note.words : null)}
      hint={note?.words ?? (stored === '' ? 'It follows the title.' : undefined)}
      onChange={event => setTyped({ words: event.target.value, isStored: false })}
      onBlur={leave}
      onKeyDown={event => {
        if (event.key === 'Enter') leave()
      }}
    />
  )
}

/** What is wrong with an address or good to know about it; null where there is nothing to say. */
function addressWords({ slug, state }: Address): { readonly words: string; readonly wrong: boolean } | null {
  switch (state) {
    case 'taken':
      return { words: `“${slug}” is another post’s address. Choose another one.`, wrong: true }
    case 'fixed':
      return { words: 'It went out at this address, so it stays.', wrong: false }
    case 'ending':
      return { words: `Another post is called like this: an ending is added to “${slug}”.`, wrong: false }
    default:
      return null
  }
}
