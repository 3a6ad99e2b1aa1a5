'use client'
/** Tags, address and channel texts of the open post, as the page shows them, and what the server says about them. */
import { useEffect, useState } from 'react'
import type { Fields } from '#domain/text/post-fields.ts'
import { apiFetch } from '#web/api-client.ts'
import { isRecord } from '#web/features/posts/answer.ts'
import { useStore } from '#web/realtime/hooks.ts'
import type { PostSession } from '#web/realtime/realtime-types.ts'
import { createStore, type Store } from '#web/realtime/store.ts'

const NO_FIELDS: Store<Fields> = createStore<Fields>({})

export function useFields(session: PostSession | null): Fields {
  return useStore(session?.fields.store ?? NO_FIELDS)
}

export type Address = { readonly slug: string; readonly url: string; readonly state: string }

const REST_MS = 400

/**
 * Where the post will be; null while it is not known.
 * @param wanted what somebody typed, null for the title's
 * @param known changes when the answer may be another one
 */
export function useAddress(postId: string, wanted: string | null, known: string): Address | null {
  const [address, setAddress] = useState<Address | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `known` says that the answer may be another one
  useEffect(() => {
    const stop = new AbortController()
    const query = wanted === null ? '' : `?${new URLSearchParams({ slug: wanted })}`
    const timer = setTimeout(() => {
      apiFetch(`/api/v1/posts/${encodeURIComponent(postId)}/address${query}`, { signal: stop.signal }).then(
        answer => setAddress(parseAddress(answer)),
        // Without an answer the last one stays; the next change asks again.
        () => undefined,
      )
    }, REST_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [postId, wanted, known])
  return address
}

function parseAddress(answer: unknown): Address | null {
  if (!isRecord(answer)) return null
  const { slug, url, state } = answer
  return typeof slug === 'string' && typeof url === 'string' && typeof state === 'string' ? { slug, url, state } : null
}

/** A channel gets its own text, which begins as what it would get now. @throws {ApiError} */
export async function beginChannelText(postId: string, channelId: string): Promise<void> {
  await apiFetch(`/api/v1/posts/${encodeURIComponent(postId)}/channel-texts`, { method: 'POST', body: { channelId } })
}
