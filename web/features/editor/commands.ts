'use client'
/** Gives status commands: freezing ones wait until the text is stored, and answers are shown before the feed brings them. */
import { useCallback, useState } from 'react'
import { ERRORS } from '#domain/contract/errors.ts'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { PostCommand } from '#domain/contract/post-status.ts'
import { ApiError, errorWords } from '#web/api-client.ts'
import { postStatus } from '#web/features/posts/status.ts'
import { useOfferPost } from '#web/realtime/hooks.ts'
import type { PostSession } from '#web/realtime/realtime-types.ts'
import { type CommandBody, currentPost, runPostCommand } from './api.ts'

export type PostCommands = {
  readonly busy: PostCommand | null
  /** What went wrong with the last one, in words. */
  readonly problem: string | null
  /** Resolves with the rev it leaves; null when not done. @param at the rev it is about */
  readonly run: (command: PostCommand, body?: CommandBody, at?: number) => Promise<number | null>
}

const SAVED_WITHIN_MS = 10_000
/** Commands that freeze what the person saw. */
const FREEZING: ReadonlySet<PostCommand> = new Set(['approve', 'publish', 'schedule'])

export function usePostCommands(postId: string, post: FeedPost, session: PostSession | null): PostCommands {
  const offerPost = useOfferPost()
  const [busy, setBusy] = useState<PostCommand | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const { rev } = post

  const run = useCallback(
    async (command: PostCommand, body: CommandBody = {}, at = rev) => {
      setBusy(command)
      setProblem(null)
      try {
        const answer = await give(postId, command, at, body, session)
        if (answer) offerPost(answer)
        return answer?.rev ?? at + 1
      } catch (error) {
        const current = currentPost(error)
        if (current) offerPost(current)
        setProblem(
          current && current.state !== 'publishing'
            ? `Somebody was faster: it is ${postStatus(current.state).word.toLowerCase()} now.`
            : errorWords(error),
        )
        return null
      } finally {
        setBusy(null)
      }
    },
    [postId, rev, session, offerPost],
  )
  return { busy, problem, run }
}

async function give(postId: string, command: PostCommand, rev: number, body: CommandBody, session: PostSession | null) {
  if (!FREEZING.has(command) || !session) return runPostCommand(postId, command, rev, body)
  // What was only deleted is not in a state vector: what is frozen is what one sees only when all of it is stored.
  await saved(session)
  const withText = () => runPostCommand(postId, command, rev, { ...body, stateVector: session.stateVector() })
  try {
    return await withText()
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'content_ahead') throw error
    await saved(session)
    return withText()
  }
}

/** @throws {ApiError} content_ahead when it takes too long */
async function saved(session: PostSession): Promise<void> {
  await session.whenSaved(AbortSignal.timeout(SAVED_WITHIN_MS)).catch((cause: unknown) => {
    throw new ApiError('content_ahead', ERRORS.content_ahead.message, { cause })
  })
}
