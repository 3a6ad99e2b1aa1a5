'use client'
/** Who did what in this workspace: everything and everybody, or what one asks for. */
import { useState } from 'react'
import { SettingsSection } from '#web/features/workspace/components/settings-section.tsx'
import { useHere } from '#web/features/workspace/here.tsx'
import { TOPICS } from '../words.ts'
import { ActivityFilter, EVERYTHING } from './activity-filter.tsx'
import { ActivityList } from './activity-list.tsx'

export function ActivityPage() {
  const { workspace } = useHere()
  const [choice, setChoice] = useState(EVERYTHING)
  return (
    <SettingsSection
      title="Activity"
      note="Who did what with posts and people. What is typed is not listed here."
      actions={<ActivityFilter workspaceId={workspace.id} topics={TOPICS} choice={choice} onChange={setChoice} />}
    >
      <ActivityList of={{ workspaceId: workspace.id }} by={choice.by} kinds={choice.kinds} />
    </SettingsSection>
  )
}
