/**
 * Counts who looks at public posts: about so many. A reader who comes back within half an hour is not counted again;
 * programs that say that they are programs are left out; what is counted is written every few seconds, so that a process
 * that is killed loses the last of it. Nothing of who looked is written.
 */
import type { Logger } from 'pino'
import type { EngagedPost } from '#domain/services/engagement.ts'
import type { CountedViews } from '#domain/services/views.ts'

export type ViewedPost = EngagedPost & { readonly channelId: string }

/** As they came with the request. */
type ViewHeaders = {
  readonly agent: string
  /** Sec-Purpose or Purpose: a browser that looks ahead says so. */
  readonly purpose: string
  /** Sec-Fetch-Dest, where a browser says it. */
  readonly destination: string
}

type ViewCounter = {
  seen(post: ViewedPost, visitor: string, headers: ViewHeaders): void
  /** How long ago that reader opened the post first, in milliseconds; null when they did not, as far as is remembered. */
  sinceFirstMs(postId: string, visitor: string): number | null
  stop(): Promise<void>
}

const AGAIN_MS = 30 * 60_000
/** Readers who are remembered: beyond it the one who has not come for longest is counted again. */
const VISITS_MAX = 50_000
const PROGRAMS =
  /bot\b|bot[/;_-]|crawl|spider|slurp|scan|archiver|preview|monitor|uptime|fetch|feed|rss|curl|wget|python|java\/|go-http|okhttp|axios|undici|^node|libwww|facebookexternalhit|embedly|whatsapp|lighthouse|\+?https?:\/\//i

export function createViewCounter({
  record,
  logger,
  everyMs = 5_000,
  now = Date.now,
}: {
  record: (counted: readonly CountedViews[]) => Promise<void>
  logger: Logger
  everyMs?: number
  now?: () => number
}): ViewCounter {
  const visits = new Map<string, { readonly firstMs: number; readonly countedMs: number }>()
  let counted = new Map<string, CountedViews>()
  let writing: Promise<void> = Promise.resolve()
  const timer = setInterval(() => void write(), everyMs)
  timer.unref()

  async function write(): Promise<void> {
    await writing
    if (counted.size === 0) return
    const batch = counted
    counted = new Map()
    writing = record([...batch.values()]).catch((error: unknown) => {
      logger.warn({ err: error }, 'views could not be written; they are counted with the next ones')
      for (const { views, ...post } of batch.values()) add(post, views)
    })
    await writing
  }

  function add(post: ViewedPost, views: number): void {
    const before = counted.get(post.postId)?.views ?? 0
    const { postId, workspaceId, channelId } = post
    counted.set(postId, { postId, workspaceId, channelId, views: before + views })
  }

  return {
    seen(post, visitor, { agent, purpose, destination }) {
      if (agent === '' || PROGRAMS.test(agent) || purpose !== '') return
      if (destination !== '' && destination !== 'document') return
      const key = `${post.postId} ${visitor}`
      const atMs = now()
      const visit = visits.get(key)
      const isNew = !visit || atMs - visit.countedMs > AGAIN_MS
      if (isNew) add(post, 1)
      visits.delete(key)
      visits.set(key, { firstMs: visit?.firstMs ?? atMs, countedMs: isNew ? atMs : visit.countedMs })
      if (visits.size > VISITS_MAX) forgetOldest()
    },
    sinceFirstMs(postId, visitor) {
      const visit = visits.get(`${postId} ${visitor}`)
      return visit ? now() - visit.firstMs : null
    },
    async stop() {
      clearInterval(timer)
      await write()
    },
  }

  function forgetOldest(): void {
    const oldest = visits.keys().next()
    if (!oldest.done) visits.delete(oldest.value)
  }
}
