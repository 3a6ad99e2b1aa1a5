'use client'
/** What exactly goes out or went out, so that it can be compared with what is read elsewhere. */
import { useEffect, useState } from 'react'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { Time } from '#web/ui/time.tsx'
import { type FrozenVersion, findFrozen } from '../frozen-text.ts'
import { frozenWords, proofOf, shortHash } from '../frozen-words.ts'
import styles from './publish-panel.module.css'

export function FrozenText({ postId, post }: { readonly postId: string; readonly post: FeedPost }) {
  const called = frozenWords(post.state)
  const version = useFrozen(postId, called === null ? null : post.rev)
  if (called === null || !version) return null
  const proof = proofOf(post)
  return (
    <div className={styles.frozen}>
      <p className={styles.frozenName}>{called}</p>
      <p className={styles.note}>
        <Time at={version.createdAt} /> · version {version.number} ·{' '}
        <span className={styles.hash} title={`sha-256 ${version.contentHash}`}>
          sha-256 {shortHash(version.contentHash)}
        </span>
      </p>
      <p className={styles.note}>Later edits are not part of it.</p>
      <p className={styles.proofs}>
        <a
          href={`/api/v1/posts/${encodeURIComponent(postId)}/preview?version=${version.number}`}
          target="_blank"
          rel="noopener"
        >
          See the exact text
        </a>
        {proof && (
          <a href={proof} target="_blank" rel="noopener">
            What is public, as JSON
          </a>
        )}
      </p>
    </div>
  )
}

/** Asked again with each rev: a command may have frozen another text. */
function useFrozen(postId: string, rev: number | null): FrozenVersion | null {
  const [version, setVersion] = useState<FrozenVersion | null>(null)
  useEffect(() => {
    if (rev === null) return
    const stop = new AbortController()
    findFrozen(postId, stop.signal).then(setVersion, () => {
      // Without an answer the panel says one thing less; the next change of the post asks again.
      if (!stop.signal.aborted) setVersion(null)
    })
    return () => stop.abort()
  }, [postId, rev])
  return version
}
