'use client'
/** One comment: who, when, the words, reactions; its author may change it, its author or an admin remove it. */
import { Ellipsis, SmilePlus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Reaction } from '#domain/contract/discussion-shape.ts'
import type { CommentItem as Item } from '#web/realtime/realtime-types.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { LateMenu } from '#web/ui/late-menu.tsx'
import { Time } from '#web/ui/time.tsx'
import { draftKey } from '../drafts.ts'
import { draftOf } from '../mention-draft.ts'
import { REACTION_CHOICES } from '../reactions.ts'
import { CommentBox } from './comment-box.tsx'
import styles from './comment-item.module.css'
import { CommentWords } from './comment-words.tsx'
import type { Conversation } from './conversation.ts'

type CommentItemProps = { readonly item: Item; readonly threadId: string; readonly talk: Conversation }

export function CommentItem({ item, threadId, talk }: CommentItemProps) {
  const [editing, setEditing] = useState(false)
  const { place, box } = useEditFocus(editing)
  const { me, connected, mayComment, mayManage } = talk
  const author = item.author
  const name = author?.name ?? 'Former member'
  const isMine = author?.id === me.id
  const mayRemove = mayComment && (isMine || mayManage)

  if (item.removed) {
    return (
      <li className={styles.comment} data-comment={item.id}>
        <Avatar name={name} color={author?.color ?? 1} decorative />
        <p className={styles.removed}>Comment removed</p>
      </li>
    )
  }
  return (
    <li ref={place} className={styles.comment} data-comment={item.id}>
      <Avatar name={name} color={author?.color ?? 1} decorative />
      <div className={styles.main}>
        <div className={styles.head}>
          <b className={styles.name}>{name}</b>
          <Time at={item.createdAt} className={styles.time} />
          {item.editedAt && <span className={styles.time}>edited</span>}
          <span className={styles.grow} />
          {mayRemove && !editing && (
            <LateMenu
              trigger={
                <Button
                  className={styles.more}
                  look="quiet"
                  size="small"
                  icon
                  aria-label={`More about the comment of ${name}`}
                >
                  <Ellipsis aria-hidden />
                </Button>
              }
              entries={[
                ...(isMine ? [{ id: 'edit', word: 'Edit', onSelect: () => setEditing(true) }] : []),
                {
                  id: 'remove',
                  word: isMine ? 'Remove' : `Remove ${name}’s comment`,
                  danger: true,
                  refused: connected ? undefined : 'Needs a connection',
                  onSelect: () => talk.remove(item.id),
                },
              ]}
            />
          )}
        </div>
        {editing ? (
          <CommentBox
            label="Edit your comment"
            placeholder=""
            sendWord="Save"
            draftKey={draftKey(me.id, talk.postId, `edit:${item.id}`)}
            begin={draftOf(item.body)}
            people={talk.people}
            connected={connected}
            focusRef={box}
            onTyping={() => talk.onTyping(threadId)}
            onCancel={() => setEditing(false)}
            onSend={async body => {
              await talk.edit(item.id, body)
              setEditing(false)
            }}
          />
        ) : (
          <CommentWords markdown={item.body} myId={me.id} />
        )}
        {!editing && <Reactions item={item} talk={talk} />}
      </div>
    </li>
  )
}

/** Who begins to edit is in the box, and afterwards at the comment again. */
function useEditFocus(editing: boolean) {
  const place = useRef<HTMLLIElement>(null)
  const box = useRef<HTMLTextAreaElement>(null)
  const was = useRef(editing)
  useEffect(() => {
    if (editing === was.current) return
    // Later than the menu, which gives the focus back to a button that is not there any more.
    const frame = requestAnimationFrame(() => {
      was.current = editing
      const next = editing ? box.current : place.current?.querySelector('button')
      next?.focus()
    })
    return () => cancelAnimationFrame(frame)
  }, [editing])
  return { place, box }
}

function Reactions({ item, talk }: Pick<CommentItemProps, 'item' | 'talk'>) {
  const { me, mayComment, connected, nameOf } = talk
  const given = REACTION_CHOICES.flatMap(({ reaction, word }) => {
    const people = item.reactions[reaction] ?? []
    return people.length > 0 ? [{ reaction, word, people }] : []
  })
  const toggle = (reaction: Reaction, on: boolean) => talk.react(item.id, reaction, on)
  if (given.length === 0 && !mayComment) return null
  return (
    <div className={styles.reactions}>
      {given.map(({ reaction, word, people }) => {
        const mine = people.includes(me.id)
        const names = people.map(nameOf).join(', ')
        return (
          <button
            key={reaction}
            type="button"
            className={styles.reaction}
            aria-pressed={mine}
            aria-label={`${word}, ${people.length}: ${names}`}
            title={names}
            disabled={!mayComment || !connected}
            onClick={() => toggle(reaction, !mine)}
          >
            {reaction} <span className="num">{people.length}</span>
          </button>
        )
      })}
      {mayComment && connected && (
        <LateMenu
          trigger={
            <Button className={styles.react} look="quiet" size="small" icon aria-label="React">
              <SmilePlus aria-hidden />
            </Button>
          }
          entries={REACTION_CHOICES.map(({ reaction, word }) => ({
            id: word,
            word,
            icon: <span aria-hidden>{reaction}</span>,
            onSelect: () => toggle(reaction, !(item.reactions[reaction] ?? []).includes(me.id)),
          }))}
        />
      )}
    </div>
  )
}
