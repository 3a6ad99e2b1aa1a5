/**
 * What every part of a discussion needs: who looks, what they may do, and the calls behind the buttons. The same object
 * while all of it is the same: hundreds of threads are drawn again for a new one.
 */
import type { Reaction } from '#domain/contract/discussion-shape.ts'
import type { Me } from '#web/realtime/realtime-types.ts'
import type { BoxPeople } from './comment-box.tsx'

export type Conversation = {
  readonly postId: string
  readonly me: Me
  readonly mayComment: boolean
  /** May remove the words of others. */
  readonly mayManage: boolean
  readonly connected: boolean
  readonly people: BoxPeople
  readonly nameOf: (userId: string) => string
  /** @param thread id, or `new` */
  readonly onTyping: (thread: string) => void
  /** Rejects when it was not sent: the box says why. */
  readonly answer: (threadId: string, markdown: string) => Promise<void>
  readonly edit: (commentId: string, markdown: string) => Promise<void>
  readonly remove: (commentId: string) => void
  readonly react: (commentId: string, reaction: Reaction, on: boolean) => void
  readonly setResolved: (threadId: string, resolved: boolean) => void
}
