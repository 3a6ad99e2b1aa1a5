/** How many threads of comments are open. */
import { MessageSquare } from 'lucide-react'
import styles from './open-threads.module.css'

export function OpenThreads({ count = 0 }: { readonly count?: number | undefined }) {
  if (count === 0) return null
  const words = `${count} open ${count === 1 ? 'thread' : 'threads'}`
  return (
    <span className={styles.threads} title={words}>
      <MessageSquare aria-hidden />
      <span aria-hidden>{count}</span>
      <span className="vh">{words}</span>
    </span>
  )
}
