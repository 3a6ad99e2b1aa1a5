'use client'
/** Who else is here and what they are in. */
import Link from 'next/link'
import type { ReactNode } from 'react'
import { usePosts, usePresence } from '#web/realtime/hooks.ts'
import type { OnlinePerson } from '#web/realtime/realtime-types.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { whereabouts } from '../format.ts'
import { useHere } from '../here.tsx'
import styles from './online-list.module.css'

export function OnlineList() {
  const { user } = useHere()
  const { posts } = usePosts()
  const others = usePresence().filter(person => person.id !== user.id)
  return (
    <section className={styles.online} aria-label="Online now">
      <h2 className={styles.head}>
        <span>Online now</span>
        {others.length > 0 && <span className="num">{others.length}</span>}
      </h2>
      {others.length === 0 ? (
        <p className={styles.alone}>Only you</p>
      ) : (
        <ul>
          {others.map(person => (
            <li key={person.id} title={`${person.name}: ${whereabouts(person, posts)}`}>
              <PersonLink person={person} known={posts.has(postIdOf(person) ?? '')}>
                <Avatar
                  name={person.name}
                  color={person.color}
                  away={person.mode === 'idle'}
                  presence={person.mode === 'idle' ? 'away' : 'here'}
                  decorative
                />
                <span className={styles.words}>
                  <span className={styles.name}>{person.name}</span>
                  <span className={styles.where}>{whereabouts(person, posts)}</span>
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
function PersonLink({ person, known, children }: { person: OnlinePerson; known: boolean; children: ReactNode }) {
  const postId = postIdOf(person)
  if (postId === null || !known) return <span className={styles.person}>{children}</span>
  return (
    <Link className={styles.person} href={`/posts/${postId}`} prefetch={false}>
      {children}
    </Link>
  )
}

function postIdOf({ page }: OnlinePerson): string | null {
  return /^\/posts\/([^/]+)/.exec(page ?? '')?.[1] ?? null
}
