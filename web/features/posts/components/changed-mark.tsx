/** Says of an approved or scheduled post that its text has changed since: something older than the draft goes out. */
import { FilePenLine } from 'lucide-react'
import type { PostRow } from '../rows.ts'
import { changedWords } from '../status.ts'
import styles from './changed-mark.module.css'

type ChangedMarkProps = {
  readonly post: Pick<PostRow, 'state' | 'changedSince'>
  /** Only the sign, where there is no room; its words are in its tooltip and for screen readers. */
  readonly short?: boolean
}

export function ChangedMark({ post, short = false }: ChangedMarkProps) {
  const words = changedWords(post)
  if (!words) return null
  return (
    <span className={styles.mark} data-changed={post.changedSince} title={`${words.short}. ${words.why}`}>
      <FilePenLine aria-hidden />
      <span className={short ? 'vh' : undefined}>{words.short}</span>
    </span>
  )
}
