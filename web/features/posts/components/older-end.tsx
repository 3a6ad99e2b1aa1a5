'use client'
/** The end of what is loaded: in a list more comes by itself when it is in sight, elsewhere a button brings it. */
import { useEffect, useRef } from 'react'
import { Button } from '#web/ui/button.tsx'
import styles from './older-end.module.css'
import type { Older } from './use-all-posts.ts'

type OlderEndProps = { readonly older: Older; readonly bySight?: boolean }

export function OlderEnd({ older, bySight = false }: OlderEndProps) {
  const { status, loadMore } = older
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!bySight || status !== 'more' || !end.current) return
    const watch = new IntersectionObserver(entries => entries.some(entry => entry.isIntersecting) && loadMore(), {
      rootMargin: '600px',
    })
    watch.observe(end.current)
    return () => watch.disconnect()
  }, [bySight, status, loadMore])
  if (status === 'whole') return null
  return (
    <div ref={end} className={styles.end} role="status">
      {status === 'failed' ? (
        <>
          Could not load older posts.{' '}
          <Button size="small" onClick={loadMore}>
            Try again
          </Button>
        </>
      ) : bySight ? (
        'Loading older posts…'
      ) : (
        <Button look="quiet" size="small" busy={status === 'loading'} onClick={loadMore}>
          Older posts
        </Button>
      )}
    </div>
  )
}
