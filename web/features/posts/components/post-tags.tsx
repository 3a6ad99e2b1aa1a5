/** What a post is about: few enough words to be read at a glance. */
import styles from './post-tags.module.css'

/** Of more than these the number is shown. */
const SHOWN = 3

export function PostTags({ tags = [] }: { readonly tags?: readonly string[] | undefined }) {
  if (tags.length === 0) return null
  const more = tags.length - SHOWN
  return (
    <ul className={styles.tags} aria-label="Tags" title={tags.join(', ')}>
      {tags.slice(0, SHOWN).map(tag => (
        <li key={tag} className="cut">
          {tag}
        </li>
      ))}
      {more > 0 && <li>{`+${more}`}</li>}
    </ul>
  )
}
