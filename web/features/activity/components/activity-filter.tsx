'use client'
/** Narrows an activity log: what was done, and by whom. */
import { useEffect, useId, useState } from 'react'
import { apiFetch } from '#web/api-client.ts'
import { isRecord } from '#web/features/posts/answer.ts'
import type { Topic } from '../words.ts'
import styles from './activity-filter.module.css'

type ActivityChoice = {
  /** Kinds with commas between them; all if null. */
  readonly kinds: string | null
  /** Id of the one person whose doings are shown; everybody's if null. */
  readonly by: string | null
}

export const EVERYTHING: ActivityChoice = { kinds: null, by: null }

type ActivityFilterProps = {
  readonly workspaceId: string
  readonly topics: readonly Topic[]
  readonly choice: ActivityChoice
  readonly onChange: (choice: ActivityChoice) => void
}

export function ActivityFilter({ workspaceId, topics, choice, onChange }: ActivityFilterProps) {
  const people = useMembers(workspaceId)
  return (
    <div className={styles.filter}>
      <Choice
        label="What"
        all="Everything"
        value={choice.kinds}
        options={topics.map(({ kinds, words }) => ({ value: kinds.join(), words }))}
        onChange={kinds => onChange({ ...choice, kinds })}
      />
      <Choice
        label="By"
        all="Everybody"
        value={choice.by}
        options={people.map(({ id, name }) => ({ value: id, words: name }))}
        onChange={by => onChange({ ...choice, by })}
      />
    </div>
  )
}

type ChoiceProps = {
  readonly label: string
  /** What is said where nothing is chosen. */
  readonly all: string
  readonly value: string | null
  readonly options: readonly { readonly value: string; readonly words: string }[]
  readonly onChange: (value: string | null) => void
}

function Choice({ label, all, value, options, onChange }: ChoiceProps) {
  const id = useId()
  return (
    <span className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value ?? ''} onChange={event => onChange(event.target.value || null)}>
        <option value="">{all}</option>
        {options.map(option => (
          <option key={option.value} value={option.value}>
            {option.words}
          </option>
        ))}
      </select>
    </span>
  )
}

type Person = { readonly id: string; readonly name: string }

/** Without an answer the list is everybody's: nothing else is lost. */
function useMembers(workspaceId: string): readonly Person[] {
  const [people, setPeople] = useState<readonly Person[]>([])
  useEffect(() => {
    const stop = new AbortController()
    apiFetch(`/api/v1/workspaces/${workspaceId}/members`, { signal: stop.signal }).then(
      answer => setPeople(isRecord(answer) && Array.isArray(answer.items) ? answer.items.flatMap(parsePerson) : []),
      () => undefined,
    )
    return () => stop.abort()
  }, [workspaceId])
  return people
}

function parsePerson(value: unknown): Person[] {
  return isRecord(value) ? [{ id: String(value.id), name: String(value.name) }] : []
}
