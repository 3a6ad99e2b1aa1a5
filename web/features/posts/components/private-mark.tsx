/** Says of a post in a list that only its people see it. */
import { Lock } from 'lucide-react'
import styles from './private-mark.module.css'

export function PrivateMark({ post }: { readonly post: { readonly private?: true | undefined } }) {
  if (!post.private) return null
  return (
    <span className={styles.mark} title="Private: only its people see it">
      <Lock aria-hidden />
      Private
    </span>
  )
}
