'use client'
/** The panel's side for comments: gives the discussion its people, its calls and its words about what went wrong. */
import { type RefObject, useCallback, useMemo, useState } from 'react'
import { can } from '#domain/contract/rights.ts'
import { errorWords } from '#web/api-client.ts'
import { letIn as letPersonIn, type Mentionable } from '#web/features/comments/api.ts'
import { CommentsPanel } from '#web/features/comments/components/comments-panel.tsx'
import type { Conversation } from '#web/features/comments/components/conversation.ts'
import { INVITE_PATH } from '#web/features/comments/find-people.ts'
import { forgetPeople, peopleOf } from '#web/features/comments/people.ts'
import {
  answerThread,
  beginThread,
  editComment,
  react,
  removeComment,
  setResolved,
} from '#web/features/comments/say.ts'
import { useRealtime } from '#web/realtime/hooks.ts'
import type { PostPerson } from '#web/realtime/realtime-types.ts'
import { typingWords } from '../format.ts'
import { keysWords } from '../keys.ts'
import type { EditorPageData } from '../load.ts'
import type { Threads } from '../threads.ts'
import styles from './talk-panel.module.css'

type TalkPanelProps = {
  readonly page: EditorPageData
  readonly threads: Threads
  readonly people: readonly PostPerson[]
  readonly mayComment: boolean
  readonly connected: boolean
  readonly boxRef: RefObject<HTMLTextAreaElement | null>
  readonly onTyping: (thread: string) => void
  /** Back into the text. */
  readonly onLeave: () => void
}

const COMMENT_KEYS = 'Mod+⌥+M'

export function TalkPanel({ page, threads, people, mayComment, connected, boxRef, onTyping, onLeave }: TalkPanelProps) {
  const { me } = useRealtime()
  const { postId, role, owner, post } = page
  const [problem, setProblem] = useState<string | null>(null)
  const mentionable = useMentionable(postId, post.workspaceId)
  const nameOf = useNames(threads, mentionable.all)

  const attempt = useCallback((call: Promise<void>) => {
    setProblem(null)
    call.catch((error: unknown) => setProblem(errorWords(error)))
  }, [])

  const isHere = people.flatMap(({ id }) => (id === me.id ? [] : id)).join(' ')
  const { all, load, letIn } = mentionable
  const mayManage = can(role, 'manage')
  const { activate } = threads
  const talk = useMemo(
    (): Conversation => ({
      postId,
      me,
      mayComment,
      mayManage,
      connected,
      people: {
        all,
        here: new Set(isHere.split(' ')),
        onWanted: load,
        onLetIn: person => attempt(letIn(person)),
        inviteHref: mayManage ? INVITE_PATH : null,
      },
      nameOf,
      onTyping,
      answer: (threadId, markdown) => answerThread(postId, threadId, markdown),
      edit: (commentId, markdown) => editComment(postId, commentId, markdown),
      remove: commentId => attempt(removeComment(postId, commentId)),
      react: (commentId, reaction, on) => attempt(react(postId, commentId, reaction, on)),
      setResolved: (threadId, resolved) => {
        attempt(setResolved(postId, threadId, resolved))
        if (!resolved) return
        // It goes from under the hand: on with the text.
        activate(null)
        onLeave()
      },
    }),
    [
      postId,
      me,
      mayComment,
      mayManage,
      connected,
      all,
      isHere,
      load,
      letIn,
      nameOf,
      onTyping,
      attempt,
      activate,
      onLeave,
    ],
  )

  return (
    <>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      <CommentsPanel
        {...threads}
        talk={talk}
        typingIn={thread =>
          typingWords(people.filter(person => person.thread === thread && person.id !== me.id).map(({ name }) => name))
        }
        boxRef={boxRef}
        askName={owner && owner.id !== me.id ? owner.name : null}
        keys={{ comment: keysWords(COMMENT_KEYS), next: keysWords('⌥+↓'), previous: keysWords('⌥+↑') }}
        onActivate={threads.activate}
        onStep={threads.step}
        onBegin={async markdown => {
          await threads.begin(begun => beginThread(postId, { ...begun, body: markdown }))
          onLeave()
        }}
        onCancel={() => {
          threads.cancel()
          onLeave()
        }}
        onLeave={onLeave}
      />
    </>
  )
}

/** People who may see the post, asked for when they are first needed. */
function useMentionable(postId: string, workspaceId: string) {
  const [all, setAll] = useState<readonly Mentionable[]>([])
  const load = useCallback(() => {
    if (all.length > 0) return
    // Without an answer the list stays empty; the next `@` asks again.
    void peopleOf(postId, workspaceId).then(setAll)
  }, [all.length, postId, workspaceId])
  const ask = useCallback(
    async (person: Mentionable) => {
      await letPersonIn(postId, person.id)
      forgetPeople(postId)
      setAll(known => known.map(one => (one.id === person.id ? { ...one, hasAccess: true } : one)))
    },
    [postId],
  )
  return { all, load, letIn: ask }
}

function useNames({ open, resolved }: Threads, all: readonly Mentionable[]): (userId: string) => string {
  const names = useMemo(() => {
    const authors = [...open, ...resolved].flatMap(({ comments }) => comments.flatMap(({ author }) => author ?? []))
    return new Map([...authors, ...all].map(({ id, name }) => [id, name]))
  }, [open, resolved, all])
  return userId => names.get(userId) ?? 'Somebody'
}
