'use client'
import { READER_REACTION_FACTS } from '#domain/contract/engagement.ts'
/** In the panel of a post: what its readers did, and their comments for who may decide about them. */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { Button } from '#web/ui/button.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { numberWords, totalWords } from '../chart.ts'
import { useEngagement } from '../hooks.ts'
import { CHART_DAYS, EngagementChart } from './engagement-chart.tsx'
import styles from './post-readers.module.css'
import { ReaderComments } from './reader-comments.tsx'

type PostReadersProps = {
  readonly postId: string
  readonly readers: FeedPost['readers']
  /** Whether this person decides about comments. */
  readonly mayDecide: boolean
  readonly connected: boolean
}

export function PostReaders({ postId, readers, mayDecide, connected }: PostReadersProps) {
  // The feed says that something came, the rest is asked for.
  const changed = JSON.stringify(readers)
  const { value, why, retry } = useEngagement(postId, CHART_DAYS, changed)
  return (
    <div className={styles.readers}>
      {value === null && why === null && (
        <div aria-busy="true">
          <span className="vh">Loading what readers did</span>
          <Skeleton width="100%" height={96} />
        </div>
      )}
      {why !== null && (
        <div role="alert" className={styles.note}>
          <p>{`Could not load what readers did: ${why}`}</p>
          <Button size="small" onClick={retry}>
            Try again
          </Button>
        </div>
      )}
      {value !== null && value.channels.length === 0 && (
        <p className={styles.note}>
          Nobody has looked at it, reacted or commented yet, as far as is counted. Programs are not.
        </p>
      )}
      {value !== null && value.channels.length > 0 && (
        <>
          <p>{`${totalWords(value.totals)}.`}</p>
          <ul className={styles.reactions} aria-label="Reactions on the public site">
            {value.reactions.map(({ reaction, count }) => (
              <li key={reaction} title={READER_REACTION_FACTS[reaction].word}>
                <span aria-hidden>{READER_REACTION_FACTS[reaction].sign}</span>
                <span className="vh">{`${READER_REACTION_FACTS[reaction].word}: `}</span>
                {numberWords(count)}
              </li>
            ))}
          </ul>
          <EngagementChart engagement={value} />
        </>
      )}
      {mayDecide && (
        <>
          <h3 className={styles.label}>Comments on the public site</h3>
          <ReaderComments of={{ postId }} waiting={readers?.waiting ?? 0} changed={changed} connected={connected} />
        </>
      )}
    </div>
  )
}
