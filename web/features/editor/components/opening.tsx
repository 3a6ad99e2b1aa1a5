import { Skeleton } from '#web/ui/skeleton.tsx'
import styles from './opening.module.css'

/** The title at once, from the list; the text as bars, never in pieces. */
export function Opening({ title }: { readonly title: string }) {
  return (
    <div className={styles.opening} aria-busy="true">
      <h1 className={styles.title}>{title || 'Untitled'}</h1>
      {['96%', '100%', '88%', '42%', '100%', '91%', '60%'].map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
        <Skeleton key={index} width={width} height={14} />
      ))}
      <span className="vh">Opening the post</span>
    </div>
  )
}
