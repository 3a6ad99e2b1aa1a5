'use client'
/** Names one more person who sees a private post: whoever is in the workspace and not named yet. */
import { useEffect, useState } from 'react'
import type { AccessLevel } from '#domain/contract/inputs/sharing.ts'
import { listMentionable, type Mentionable } from '#web/features/comments/api.ts'
import { Button } from '#web/ui/button.tsx'
import { keepFocus } from '../keep-focus.ts'
import { LEVEL_CHOICES } from '../words.ts'
import styles from './share-dialog.module.css'

type AddPersonProps = {
  readonly postId: string
  readonly workspaceId: string
  readonly named: readonly { readonly id: string }[]
  readonly onAdd: (userId: string, level: AccessLevel) => void
}

export function AddPerson({ postId, workspaceId, named, onAdd }: AddPersonProps) {
  const [people, setPeople] = useState<readonly Mentionable[] | null>(null)
  const [userId, setUserId] = useState('')
  const [level, setLevel] = useState<AccessLevel>('edit')
  useEffect(() => void listMentionable(postId, workspaceId).then(setPeople, () => setPeople([])), [postId, workspaceId])
  if (!people) return null
  const others = people.filter(({ id }) => !named.some(person => person.id === id))
  if (others.length === 0) return <p className={styles.note}>Everybody in the workspace is named.</p>
  return (
    <form
      className={styles.add}
      onSubmit={event => {
        event.preventDefault()
        if (userId !== '') onAdd(userId, level)
        keepFocus(event.currentTarget, others.length === 1)
        setUserId('')
      }}
    >
      <select
        className={styles.select}
        aria-label="Add somebody"
        value={userId}
        required
        onChange={event => setUserId(event.target.value)}
      >
        <option value="">Add somebody…</option>
        {others.map(({ id, name, address }) => (
          <option key={id} value={id}>
            {address ? `${name} (${address})` : name}
          </option>
        ))}
      </select>
      <select
        className={styles.select}
        aria-label="What they may do"
        value={level}
        onChange={event => setLevel(LEVEL_CHOICES.find(({ value }) => value === event.target.value)?.value ?? level)}
      >
        {LEVEL_CHOICES.map(({ value, word }) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
      <Button type="submit" disabled={userId === ''}>
        Add
      </Button>
    </form>
  )
}
