'use client'
/**
 * Where a comment is written: ⌘↵ sends, `@` lists people, what is not sent stays in the box and on this device. The list
 * is reached by what the box points at; the caret never leaves the words.
 */
import { AtSign } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { LIMITS } from '#domain/contract/limits.ts'
import { Button } from '#web/ui/button.tsx'
import { Kbd } from '#web/ui/kbd.tsx'
import { useDeedWith } from '#web/use-deed.ts'
import type { Mentionable } from '../api.ts'
import type { Draft } from '../drafts.ts'
import { findPeople } from '../find-people.ts'
import { draftToMarkdown, mention, mentionQuery, typedSince } from '../mention-draft.ts'
import { notSaidWords } from '../say.ts'
import { useDraft } from '../use-draft.ts'
import styles from './comment-box.module.css'
import { MentionList, optionId } from './mention-list.tsx'

export type BoxPeople = {
  readonly all: readonly Mentionable[]
  /** Who has the post open now. */
  readonly here: ReadonlySet<string>
  /** Called when the list is about to be needed. */
  readonly onWanted: () => void
  /** Called for somebody who was chosen and does not see the post yet. */
  readonly onLetIn: (person: Mentionable) => void
  /** What to say where nobody of that name has access; null where one may not invite. */
  readonly inviteHref: string | null
}

type CommentBoxProps = {
  readonly label: string
  readonly placeholder: string
  readonly sendWord: string
  /** Where its draft is kept on this device. */
  readonly draftKey: string
  /** Words that are changed, as they are now; left out where new ones are written. */
  readonly begin?: Draft
  readonly people: BoxPeople
  readonly connected: boolean
  readonly focusRef?: RefObject<HTMLTextAreaElement | null>
  readonly onSend: (markdown: string) => Promise<void>
  readonly onCancel?: () => void
  readonly onTyping: () => void
}

export function CommentBox({
  label,
  placeholder,
  sendWord,
  draftKey,
  begin,
  people,
  connected,
  focusRef,
  onSend,
  onCancel,
  onTyping,
}: CommentBoxProps) {
  const own = useRef<HTMLTextAreaElement>(null)
  const box = focusRef ?? own
  const listId = useId()
  const problemId = useId()
  const { draft, latest, keep, look } = useDraft(draftKey, begin)
  const [caret, setCaret] = useState(0)
  const [active, setActive] = useState(0)
  const [dismissed, setDismissed] = useState(false)
  const { busy, trouble: problem, setTrouble: setProblem, run } = useDeedWith(notSaidWords)

  const write = (next: Draft) => {
    keep(next)
    setProblem(null)
    onTyping()
  }

  /** The caret with the words: the next key may come before a frame does. SPEC CM412. */
  const put = (next: Draft, at: number) => {
    flushSync(() => {
      write(next)
      setCaret(at)
    })
    box.current?.focus()
    box.current?.setSelectionRange(at, at)
  }

  const query = dismissed ? null : mentionQuery(draft.text, caret)
  const wanted = query !== null
  const { onWanted } = people
  useEffect(() => {
    if (wanted) onWanted()
  }, [wanted, onWanted])
  const found = query ? findPeople(people.all, query.query, people.here) : []
  const open = query !== null && (found.length > 0 || (people.inviteHref !== null && query.query !== ''))
  const chosen = Math.min(active, Math.max(0, found.length - 1))

  const choose = (person: Mentionable) => {
    if (!query) return
    if (!person.hasAccess) people.onLetIn(person)
    const next = mention(draft, { from: query.from, to: caret }, person)
    put(next.draft, next.caret)
  }

  const send = async () => {
    const markdown = draftToMarkdown(draft)
    if (markdown === '' || !connected || !(await run(() => onSend(markdown)))) return
    // Changed words are what all of the box says.
    keep(begin && latest.current.text !== draft.text ? latest.current : typedSince(latest.current, draft))
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return
    if (open && found.length > 0) {
      const person = found[chosen]
      switch (event.key) {
        case 'ArrowDown':
        case 'ArrowUp': {
          event.preventDefault()
          const by = event.key === 'ArrowDown' ? 1 : -1
          return setActive((chosen + by + found.length) % found.length)
        }
        case 'Enter':
        case 'Tab':
          if (event.metaKey || event.ctrlKey || !person) break
          event.preventDefault()
          return choose(person)
      }
    }
    if (event.key === 'Escape') {
      event.stopPropagation()
      if (open) setDismissed(true)
      else onCancel?.()
    } else if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault()
      void send()
    }
  }

  const insertAt = () => {
    const at = box.current?.selectionStart ?? draft.text.length
    const before = draft.text.slice(0, at)
    const words = before === '' || /\s$/.test(before) ? '@' : ' @'
    setDismissed(false)
    put({ ...draft, text: before + words + draft.text.slice(at) }, at + words.length)
  }

  return (
    <div className={styles.box}>
      <textarea
        ref={box}
        className={styles.words}
        value={draft.text}
        rows={2}
        maxLength={LIMITS.commentChars}
        placeholder={placeholder}
        aria-label={label}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={open ? listId : undefined}
        aria-activedescendant={open && found.length > 0 ? optionId(listId, chosen) : undefined}
        aria-describedby={problem ? problemId : undefined}
        onChange={event => {
          write({ ...draft, text: event.target.value })
          setCaret(event.target.selectionStart)
          setActive(0)
          setDismissed(false)
        }}
        // With words begun elsewhere the list under their `@` opens without another key.
        onFocus={event => {
          look()
          setCaret(event.currentTarget.selectionStart)
        }}
        onSelect={event => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.foot}>
        <Button
          look="quiet"
          size="small"
          icon
          aria-label="Mention somebody"
          title="Mention somebody (@)"
          onClick={insertAt}
        >
          <AtSign aria-hidden />
        </Button>
        <span className={styles.grow}>{!connected && <span className={styles.why}>Needs a connection</span>}</span>
        {onCancel && (
          <Button look="quiet" size="small" onClick={onCancel}>
            Cancel
          </Button>
        )}
        <Kbd>{sendKeys()}</Kbd>
        <Button
          look="accent"
          size="small"
          busy={busy}
          disabled={!connected || draft.text.trim() === ''}
          onClick={() => void send()}
        >
          {problem ? 'Try again' : sendWord}
        </Button>
      </div>
      {problem && (
        <p className={styles.problem} id={problemId} role="alert">
          {problem}
        </p>
      )}
      {open && (
        <MentionList
          id={listId}
          people={found}
          here={people.here}
          active={chosen}
          inviteHref={people.inviteHref}
          onChoose={choose}
        />
      )}
    </div>
  )
}

function sendKeys(): string {
  return typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘↵' : 'Ctrl ↵'
}
