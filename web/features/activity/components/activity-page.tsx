'use client'
/** Who did what in this workspace: everybody, or one person. */
import { useEffect, useId, useState } from 'react'
import { apiFetch } from '#web/api-client.ts'
import { isRecord } from '#web/features/posts/answer.ts'
import { SettingsSection } from '#web/features/workspace/components/settings-section.tsx'
import { useHere } from '#web/features/workspace/here.tsx'
import { TOPICS } from '../words.ts'
import { ActivityList } from './activity-list.tsx'
import styles from './activity-page.module.css'

type Person = { readonly id: string; readonly name: string }

export function ActivityPage() {
  const { workspace } = useHere()
  const [by, setBy] = useState<string | null>(null)
  const people = useMembers(workspace.id)
  const [kinds, setKinds] = useState<string | null>(null)
  const selectId = useId()
  const topicId = useId()
  return (
    <SettingsSection
      title="Activity"
      note="Who did what with posts and people. What is typed is not listed here."
      actions={
        <div className={styles.filter}>
          <label htmlFor={topicId}>What</label>
          <select id={topicId} value={kinds ?? ''} onChange={event => setKinds(event.target.value || null)}>
            <option value="">Everything</option>
            {TOPICS.map(topic => (
              <option key={topic.words} value={topic.kinds.join()}>
                {topic.words}
              </option>
            ))}
          </select>
          <label htmlFor={selectId}>By</label>
          <select id={selectId} value={by ?? ''} onChange={event => setBy(event.target.value || null)}>
            <option value="">Everybody</option>
            {people.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </div>
      }
    >
      <ActivityList of={{ workspaceId: workspace.id }} by={by} kinds={kinds} />
    </SettingsSection>
  )
}

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
