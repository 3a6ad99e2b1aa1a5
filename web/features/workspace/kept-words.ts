/** Words for edits that wait on this device while their post is closed; see the tests. */
import type { CloseReason } from '#domain/contract/close-codes.ts'
import type { WaitingPost } from '#web/realtime/kept-posts.ts'

/** @param titleOf null for a post that is in none of this person's lists */
export function waitingWords(posts: readonly WaitingPost[], titleOf: (postId: string) => string | null): string {
  const [first] = posts
  const changes = posts.reduce((sum, { unsent }) => sum + unsent, 0)
  const place = posts.length === 1 && first ? nameOf(titleOf(first.postId)) : `${posts.length} posts`
  return `${changesWords(changes)} in ${place} ${changes === 1 ? 'is' : 'are'} kept on this device.`
}

/** What was sent as the network went may be stored all the same: nobody here can know, so the words do not say more. */
export function refusedWords({ unsent }: WaitingPost, title: string | null): string {
  return `${changesWords(unsent)} in ${nameOf(title)} may not be stored.`
}

export function whyRefused(reason: CloseReason): string {
  switch (reason) {
    case 'forbidden':
    case 'not_found':
    case 'revoked':
      return 'You may not edit this post any more.'
    case 'too_large':
      return 'The post would be too large.'
    case 'editor_outdated':
      return 'This page is an older version of Galley; reload it.'
    case 'unauthenticated':
      return 'You were signed out.'
    case 'bad_message':
      return 'The server refused a change.'
    case 'rate_limited':
    case 'overloaded':
    case 'restarting':
    case 'feed_rotated':
      return 'The server is busy.'
  }
}

function nameOf(title: string | null): string {
  return title === null ? 'a post' : `“${title || 'Untitled'}”`
}

function changesWords(count: number): string {
  return `${count} ${count === 1 ? 'change' : 'changes'}`
}
