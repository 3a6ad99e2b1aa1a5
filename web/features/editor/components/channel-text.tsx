'use client'
/** One channel's own text beside what it will look like there; until somebody writes one, it follows the post. */
import { Info, RotateCcw, TriangleAlert } from 'lucide-react'
import { type ChangeEvent, useId, useLayoutEffect, useRef, useState } from 'react'
import { placeAfter } from '#domain/text/change-words.ts'
import { linksIn } from '#domain/text/count-letters.ts'
import { problemWords } from '#domain/text/network-text.ts'
import { Button } from '#web/ui/button.tsx'
import { useDeed } from '#web/use-deed.ts'
import type { ChannelTextView } from '../channel-texts.ts'
import { splitAtLimit } from '../split-at-limit.ts'
import styles from './channel-text.module.css'

type ChannelTextProps = {
  readonly view: ChannelTextView
  /** Who it is said by there. */
  readonly from: string
  readonly canEdit: boolean
  readonly connected: boolean
  readonly onBegin: () => Promise<void>
  readonly onDrop: () => void
  readonly onWrite: (words: string, shown: string) => void
  readonly onUndo: (how: 'undo' | 'redo') => void
}

export function ChannelText({ view, from, canEdit, connected, onBegin, onDrop, onWrite, onUndo }: ChannelTextProps) {
  const { channel, network, own, text } = view
  const problem = problemWords(network, text)
  const noteId = useId()
  const had = useHad(channel.id, own)
  return (
    <section className={styles.columns} aria-label={`Text for ${channel.name}`}>
      <div className={styles.column}>
        <div className={styles.head}>
          <h1>{channel.name} text</h1>
          {own !== null && canEdit && (
            <Button look="quiet" size="small" onClick={onDrop}>
              <RotateCcw aria-hidden />
              Take from the post again
            </Button>
          )}
        </div>
        {own === null ? (
          <Following
            name={channel.name}
            had={had}
            canEdit={canEdit}
            connected={connected}
            onBegin={onBegin}
            onPutBack={() => onWrite(had, '')}
          />
        ) : (
          <>
            <Words
              label={`Text for ${channel.name}`}
              describedBy={noteId}
              words={own}
              wrong={problem !== null}
              canEdit={canEdit}
              onWrite={onWrite}
              onUndo={onUndo}
            />
            <Meter length={text.length} limit={text.limit} />
          </>
        )}
        <div id={noteId} className={styles.count}>
          {problem ? (
            <span className={styles.wrong} role="status">
              <TriangleAlert aria-hidden />
              {problem}
            </span>
          ) : (
            <span />
          )}
          <span className="num">
            {`${text.length} / ${text.limit}`}
            {network === 'mastodon' && text.text.includes('://') && ', a link counts as 23'}
          </span>
        </div>
        {own !== null && (
          <p className={styles.note}>
            <Info aria-hidden />
            <span>This text is its own from now on. Changes to the post no longer flow in.</span>
          </p>
        )}
      </div>
      <div className={styles.column}>
        <div className={styles.head}>
          <h2>As it goes out</h2>
        </div>
        <Preview view={view} from={from} />
      </div>
    </section>
  )
}

/** @returns the channel's own words that were seen here last; empty for none */
function useHad(channelId: string, own: string | null): string {
  const last = useRef({ channelId, words: '' })
  if (last.current.channelId !== channelId) last.current = { channelId, words: '' }
  if (own !== null) last.current.words = own
  return last.current.words
}

type FollowingProps = Pick<ChannelTextProps, 'canEdit' | 'connected' | 'onBegin'> & {
  readonly name: string
  /** Words of its own that went while they were looked at, whoever took them away. */
  readonly had: string
  readonly onPutBack: () => void
}

function Following({ name, had, canEdit, connected, onBegin, onPutBack }: FollowingProps) {
  const { busy, trouble, run } = useDeed()
  return (
    <div className={styles.following}>
      <p>It follows the post: its title, its beginning and the link.</p>
      {canEdit && (
        <Button
          busy={busy}
          disabled={!connected}
          title={connected ? undefined : 'Needs a connection'}
          onClick={() => void run(onBegin)}
        >
          Write a text for {name}
        </Button>
      )}
      {canEdit && had !== '' && <Button onClick={onPutBack}>Put back the text that stood here</Button>}
      {trouble && (
        <p className={styles.wrong} role="alert">
          {trouble}
        </p>
      )}
    </div>
  )
}

type WordsProps = Pick<ChannelTextProps, 'canEdit' | 'onWrite' | 'onUndo'> & {
  readonly label: string
  readonly describedBy: string
  readonly words: string
  readonly wrong: boolean
}

/** A shared text in a plain field: what others write comes in around the caret. */
function Words({ label, describedBy, words, wrong, canEdit, onWrite, onUndo }: WordsProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [shown, setShown] = useState(words)
  const [composing, setComposing] = useState(false)
  const place = useRef<readonly [number, number] | null>(null)
  useLayoutEffect(() => {
    const { current } = field
    // A letter that is being put together would be lost with the field's old words.
    if (!current || composing || shown === words) return
    place.current = [placeAfter(shown, words, current.selectionStart), placeAfter(shown, words, current.selectionEnd)]
    setShown(words)
  }, [words, shown, composing])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caret is put back when the new words are drawn
  useLayoutEffect(() => {
    // In a field without the focus it would take the focus in some browsers.
    if (place.current && document.activeElement === field.current) field.current?.setSelectionRange(...place.current)
    place.current = null
  }, [shown])

  const write = (event: ChangeEvent<HTMLTextAreaElement>) => {
    setShown(event.target.value)
    onWrite(event.target.value, shown)
  }
  return (
    <textarea
      ref={field}
      className={styles.words}
      aria-label={label}
      aria-describedby={describedBy}
      aria-invalid={wrong || undefined}
      data-post-text
      readOnly={!canEdit}
      spellCheck
      value={shown}
      onChange={write}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
      onKeyDown={event => {
        if (!(event.metaKey || event.ctrlKey) || event.altKey || !canEdit) return
        const key = event.key.toLowerCase()
        const how = key === 'y' || (key === 'z' && event.shiftKey) ? 'redo' : key === 'z' ? 'undo' : null
        if (!how) return
        // The field's own undo would bring back words of others as well.
        event.preventDefault()
        onUndo(how)
      }}
    />
  )
}

function Meter({ length, limit }: { readonly length: number; readonly limit: number }) {
  return (
    <div className={styles.meter} data-over={length > limit || undefined} aria-hidden="true">
      <span style={{ scale: `${Math.min(1, length / limit)} 1` }} />
    </div>
  )
}

function Preview({ view: { network, text }, from }: { readonly view: ChannelTextView; readonly from: string }) {
  const [fits, over] = splitAtLimit(network, text.text)
  return (
    <article className={styles.preview}>
      <p className={styles.from}>{from}</p>
      <p className={styles.said}>
        <WithLinks text={fits} />
        {over !== '' && (
          <mark className={styles.over}>
            <span className="vh">Too long from here: </span>
            {over}
          </mark>
        )}
      </p>
    </article>
  )
}

/** Links look like links; what they lead to may not be there yet. */
function WithLinks({ text }: { readonly text: string }) {
  let at = 0
  const parts = linksIn(text).flatMap(({ url, start, end }) => {
    const before = text.slice(at, start)
    at = end
    return [
      before,
      <span key={start} className={styles.link}>
        {url.replace(/^https?:\/\//, '')}
      </span>,
    ]
  })
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  )
}
