/** Says of an approved or scheduled post that its text has changed since: something older than the draft goes out. */
import { FilePenLine } from 'lucide-react'
import { changedWords } from '../row-words.ts'
import type { PostRow } from '../rows.ts'
import styles from './changed-mark.module.css'

type ChangedMarkProps = {
  readonly post: Pick<PostRow, 'state' | 'changedSince'>
  /** Two words, or only the sign, where there is less room; the sentence is in its tooltip and for screen readers. */
  readonly size?: 'whole' | 'brief' | 'sign'
}

export function ChangedMark({ post, size = 'whole' }: ChangedMarkProps) {
  const words = changedWords(post)
  if (!words) return null
  return (
    <span className={styles.mark} data-changed={post.changedSince} title={`${words.short}. ${words.why}`}>
      <FilePenLine aria-hidden />
      {size === 'brief' && <span aria-hidden>Text changed</span>}
      <span className={size === 'whole' ? undefined : 'vh'}>{words.short}</span>
    </span>
  )
}
