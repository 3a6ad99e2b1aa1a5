'use client'
/** Who else is here and what they are in. */
import { type ReactNode, useMemo } from 'react'
import { useConnection, usePosts, usePresence } from '#web/realtime/hooks.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { PageLink } from '#web/ui/page-link.tsx'
import { aloneWords } from '../alone-words.ts'
import { type PostIn, postsByPerson, whereabouts } from '../format.ts'
import { useHere } from '../here.tsx'
import styles from './online-list.module.css'

export function OnlineList() {
  const { user } = useHere()
  const { posts } = usePosts()
  const inPost = useMemo(() => postsByPerson(posts), [posts])
  const others = usePresence().filter(person => person.id !== user.id)
  const { state } = useConnection()
  return (
    <section className={styles.online} aria-label="Online now">
      <h2 className={styles.head}>
        <span>Online now</span>
        {others.length > 0 && <span className="num">{others.length}</span>}
      </h2>
      {others.length === 0 ? (
        <p className={styles.alone}>{aloneWords(state)}</p>
      ) : (
        <ul>
          {others.map(person => (
            <li key={person.id} title={`${person.name}: ${whereabouts(person, inPost.get(person.id))}`}>
              <PersonLink post={person.page === undefined ? inPost.get(person.id) : undefined}>
                <Avatar
                  name={person.name}
                  color={person.color}
                  away={person.mode === 'idle'}
                  presence={person.mode === 'idle' ? 'away' : 'here'}
                  decorative
                />
                <span className={styles.words}>
                  <span className={styles.name}>{person.name}</span>
                  <span className={styles.where}>{whereabouts(person, inPost.get(person.id))}</span>
                </span>
              </PersonLink>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** Leads to the post somebody is in, when one may see it. */
function PersonLink({ post, children }: { post: PostIn | undefined; children: ReactNode }) {
  if (!post) return <span className={styles.person}>{children}</span>
  return (
    <PageLink className={styles.person} href={`/posts/${post.postId}`}>
      {children}
    </PageLink>
  )
}
