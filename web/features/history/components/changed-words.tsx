/** Words of one block that changed: what is new is underlined, what is gone is struck through. */
import type { WordPart } from '#domain/text/difference.ts'
import styles from './changed-words.module.css'

export function ChangedWords({ parts }: { readonly parts: readonly WordPart[] }) {
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one block
    <Words key={index} {...part} />
  ))
}

function Words({ kind, text }: WordPart) {
  switch (kind) {
    case 'same':
      return text
    case 'added':
      return <ins className={styles.added}>{text}</ins>
    case 'removed':
      return <del className={styles.removed}>{text}</del>
  }
}
