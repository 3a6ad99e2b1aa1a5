'use client'
/** The text with who wrote each piece of it: by colour and underline; pointed at or focused, name and time. */
import { type CSSProperties, type ReactNode, useState } from 'react'
import type { FeedPerson } from '#domain/contract/feed-shape.ts'
import type { Run, WrittenBlock } from '#domain/text/authorship.ts'
import textStyles from '#web/features/editor/components/text-editor.module.css'
import { momentWords } from '#web/features/editor/format.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { classes } from '#web/ui/classes.ts'
import { sharesOf } from '../rows.ts'
import styles from './who-look.module.css'

type WhoLookProps = {
  readonly blocks: readonly WrittenBlock[]
  readonly people: ReadonlyMap<string, FeedPerson>
  /** Shows the text as it was with that row. */
  readonly onMoment: (seq: number) => void
}

export function WhoLook({ blocks, people, onMoment }: WhoLookProps) {
  const [pointed, setPointed] = useState<Run | null>(null)
  const person = pointed?.by ? people.get(pointed.by) : undefined
  return (
    <>
      <div className={styles.head}>
        <ul className={styles.shares} aria-label="Who wrote how much">
          {sharesOf(blocks).map(({ by, percent }) => (
            <li key={by} data-person={people.get(by)?.color}>
              <span className={styles.swatch} aria-hidden />
              {`${nameOf(people.get(by), by)} ${percent} %`}
            </li>
          ))}
        </ul>
        <p className={styles.pointed}>
          {pointed?.at ? (
            <>
              {person && <Avatar name={person.name} color={person.color} size="small" decorative />}
              <b>{nameOf(person, pointed.by)}</b> <span>{momentWords(pointed.at)}</span>
              <span className={styles.hint}>Press to see that moment</span>
            </>
          ) : (
            <span className={styles.hint}>Point at text to see who and when</span>
          )}
        </p>
      </div>
      <div className={classes(textStyles.text, styles.text)}>
        {blocks.map((block, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: places in one text
          <Block key={index} block={block}>
            {block.runs.map((run, place) => (
              <Piece
                // biome-ignore lint/suspicious/noArrayIndexKey: places in one block
                key={place}
                run={run}
                block={block.block}
                person={run.by ? people.get(run.by) : undefined}
                onPoint={setPointed}
                onMoment={onMoment}
              />
            ))}
          </Block>
        ))}
      </div>
    </>
  )
}

function Block({ block: { block, inside }, children }: { readonly block: WrittenBlock; readonly children: ReactNode }) {
  const depth = inside.filter(name => name === 'listItem' || name === 'taskItem').length
  const inList = depth > 0 ? { className: styles.item, style: { '--depth': depth } as CSSProperties } : {}
  switch (block) {
    case 'title':
      return <h1 data-title="">{children}</h1>
    case 'heading':
      return <h2>{children}</h2>
    case 'codeBlock':
      return <pre>{children}</pre>
    default:
      return <p {...inList}>{children}</p>
  }
}

/** What holds no words is told by what it is. */
const NAMES: Readonly<Record<string, string>> = { image: 'A picture', horizontalRule: 'A rule' }

type PieceProps = {
  readonly run: Run
  readonly block: string
  readonly person: FeedPerson | undefined
  readonly onPoint: (run: Run | null) => void
  readonly onMoment: (seq: number) => void
}

function Piece({ run, block, person, onPoint, onMoment }: PieceProps) {
  const words = run.text === '' ? NAMES[block] : run.text
  const { seq, at } = run
  if (words === undefined) return null
  if (seq === null || at === null) return words
  return (
    <a
      href={`#change-${seq}`}
      className={styles.piece}
      data-person={person?.color}
      title={`${nameOf(person, run.by)}, ${momentWords(at)}`}
      onPointerEnter={() => onPoint(run)}
      onFocus={() => onPoint(run)}
      onClick={event => {
        event.preventDefault()
        onMoment(seq)
      }}
    >
      {words}
    </a>
  )
}

function nameOf(person: FeedPerson | undefined, by: string | null): string {
  if (person) return person.name
  return by === 'system' ? 'Galley' : 'A former member'
}
