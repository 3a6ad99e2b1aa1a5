'use client'
/** Words and a status to narrow the list by; both live in the address, so a filtered list can be shared. */
import { Search, X } from 'lucide-react'
import type { Ref } from 'react'
import { Button } from '#web/ui/button.tsx'
import { Input } from '#web/ui/field.tsx'
import { Kbd } from '#web/ui/kbd.tsx'
import { StatusGlyph } from '#web/ui/status-glyph.tsx'
import { type Filter, GROUPS, type GroupCount, type GroupKey } from '../rows.ts'
import styles from './post-filter.module.css'

type PostFilterProps = {
  readonly filter: Filter
  readonly counts: readonly GroupCount[]
  readonly total: number
  readonly shown: number
  readonly inputRef: Ref<HTMLInputElement>
  readonly onChange: (filter: Filter) => void
}

export function PostFilter({ filter, counts, total, shown, inputRef, onChange }: PostFilterProps) {
  return (
    <search className={styles.bar}>
      <div className={styles.box}>
        <Search aria-hidden className={styles.lens} />
        <Input
          ref={inputRef}
          className={styles.input}
          aria-label="Filter posts"
          aria-keyshortcuts="/"
          placeholder="Filter posts"
          autoComplete="off"
          spellCheck={false}
          value={filter.words}
          onChange={event => onChange({ ...filter, words: event.target.value })}
          onKeyDown={event => {
            if (event.key !== 'Escape') return
            if (filter.words === '') event.currentTarget.blur()
            else onChange({ ...filter, words: '' })
          }}
        />
        {filter.words === '' ? (
          <span className={styles.end}>
            <Kbd>/</Kbd>
          </span>
        ) : (
          <Button
            className={styles.end}
            look="quiet"
            size="small"
            icon
            aria-label="Clear the filter"
            onClick={() => onChange({ ...filter, words: '' })}
          >
            <X aria-hidden />
          </Button>
        )}
      </div>
      <fieldset className={styles.groups}>
        <legend className="vh">Status</legend>
        <button type="button" aria-pressed={filter.group === null} onClick={() => onChange({ ...filter, group: null })}>
          All <span className="num">{total}</span>
        </button>
        {GROUPS.map(group => (
          <GroupButton key={group.key} group={group} filter={filter} counts={counts} onChange={onChange} />
        ))}
      </fieldset>
      <span className={styles.count}>
        {shown === total ? (total === 1 ? '1 post' : `${total} posts`) : `${shown} of ${total} posts`}
      </span>
    </search>
  )
}

type GroupButtonProps = Pick<PostFilterProps, 'filter' | 'counts' | 'onChange'> & {
  readonly group: (typeof GROUPS)[number]
}

function GroupButton({ group, filter, counts, onChange }: GroupButtonProps) {
  const count = counts.find(({ key }) => key === group.key)?.count ?? 0
  const pressed = filter.group === group.key
  const next: GroupKey | null = pressed ? null : group.key
  if (count === 0 && !pressed) return null
  return (
    <button
      type="button"
      aria-pressed={pressed}
      data-tone={group.tone}
      title={group.word}
      onClick={() => onChange({ ...filter, group: next })}
    >
      <StatusGlyph name={group.glyph} />
      <span className="vh">{group.word}</span>
      <span className="num">{count}</span>
    </button>
  )
}
