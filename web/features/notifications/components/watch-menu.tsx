'use client'
/** The bell of a post: whether one hears of what is said about it. */
import { Bell, BellOff, BellRing, Check } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { PostWatchChoice } from '#domain/contract/inputs/preferences.ts'
import { errorWords } from '#web/api-client.ts'
import { Button } from '#web/ui/button.tsx'
import { LateMenu } from '#web/ui/late-menu.tsx'
import { findWatch, type PostWatch, setWatch } from '../preferences.ts'

const CHOICES: readonly { readonly watch: PostWatchChoice; readonly word: string }[] = [
  { watch: 'default', word: 'Comments, if you began it or commented' },
  { watch: 'watching', word: 'All comments, and when it goes out' },
  { watch: 'muted', word: 'Only mentions of you and what waits for you' },
]

type WatchMenuProps = {
  readonly postId: string
  readonly className?: string | undefined
  /** A choice that was not taken, in words. */
  readonly onFailed: (words: string) => void
}

export function WatchMenu({ postId, className, onFailed }: WatchMenuProps) {
  const [watch, setShown] = useState<PostWatch | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    // Without an answer the bell says nothing of itself; choosing works all the same.
    findWatch(postId, stop.signal).then(setShown, () => undefined)
    return () => stop.abort()
  }, [postId])

  async function choose(next: PostWatchChoice) {
    const before = watch
    setShown({ watch: next, hears: next !== 'muted' })
    try {
      setShown(await setWatch(postId, next))
    } catch (error) {
      setShown(before)
      onFailed(`The bell was not changed: ${errorWords(error)}`)
    }
  }

  const words =
    watch === null ? 'Notices of this post' : watch.hears ? 'You hear of this post' : 'You do not hear of this post'
  return (
    <LateMenu
      trigger={
        <Button look="quiet" icon className={className} aria-label={words} title={words}>
          <Sign watch={watch} />
        </Button>
      }
      entries={CHOICES.map(choice => ({
        id: choice.watch,
        word: choice.word,
        icon: choice.watch === watch?.watch ? <Check aria-label="Now:" /> : undefined,
        onSelect: () => void choose(choice.watch),
      }))}
    />
  )
}

function Sign({ watch }: { readonly watch: PostWatch | null }) {
  if (watch?.watch === 'muted') return <BellOff aria-hidden />
  return watch?.hears ? <BellRing aria-hidden /> : <Bell aria-hidden />
}
