'use client'
/** Who did what with one post, beside it. */
import { useState } from 'react'
import { POST_TOPICS } from '../words.ts'
import { ActivityFilter, EVERYTHING } from './activity-filter.tsx'
import { ActivityList } from './activity-list.tsx'
import styles from './post-activity.module.css'

type PostActivityProps = {
  readonly postId: string
  readonly workspaceId: string
  /** Anything that differs when there may be something new. */
  readonly changed: unknown
}

export function PostActivity({ postId, workspaceId, changed }: PostActivityProps) {
  const [choice, setChoice] = useState(EVERYTHING)
  return (
    <div className={styles.beside}>
      <ActivityFilter workspaceId={workspaceId} topics={POST_TOPICS} choice={choice} onChange={setChoice} />
      <ActivityList of={{ postId }} by={choice.by} kinds={choice.kinds} changed={changed} />
    </div>
  )
}
