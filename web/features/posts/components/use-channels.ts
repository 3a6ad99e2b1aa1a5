'use client'
/** The workspace's channels, read when a question opens: who may publish where can have changed since. */
import { useCallback, useEffect, useState } from 'react'
import { errorWords } from '#web/api-client.ts'
import { type ChannelChoice, listChannels } from '../api.ts'

type Channels =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly why: string; readonly again: () => void }
  | { readonly status: 'ready'; readonly items: readonly ChannelChoice[] }

export function useChannels(workspaceId: string): Channels {
  const [channels, setChannels] = useState<Channels>({ status: 'loading' })
  const load = useCallback(() => {
    let isWanted = true
    setChannels({ status: 'loading' })
    listChannels(workspaceId).then(
      items => isWanted && setChannels({ status: 'ready', items }),
      (error: unknown) => isWanted && setChannels({ status: 'failed', why: errorWords(error), again: () => load() }),
    )
    return () => {
      isWanted = false
    }
  }, [workspaceId])
  useEffect(() => load(), [load])
  return channels
}
