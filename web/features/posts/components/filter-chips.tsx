'use client'
/** What posts are narrowed by, in words: a group a filter, its values with "or" between them; pressing one takes it away. */
import { CircleDot, Eye, Radio, Search, Tag, User, X } from 'lucide-react'
import type { MouseEvent, ReactNode } from 'react'
import { type Filter, isUnfiltered, type ListKey, toggled } from '../filter.ts'
import { type Choice, GROUPS } from '../rows.ts'
import { FILTER_WORDS, type FilterChoices } from './filter-menu.tsx'
import styles from './post-filter.module.css'

const LISTS: readonly { readonly key: ListKey; readonly icon: ReactNode; readonly unknown: string }[] = [
  { key: 'groups', icon: <CircleDot aria-hidden />, unknown: '' },
  { key: 'people', icon: <User aria-hidden />, unknown: 'Somebody' },
  { key: 'channels', icon: <Radio aria-hidden />, unknown: 'A channel' },
  { key: 'tags', icon: <Tag aria-hidden />, unknown: '' },
]

type FilterChipsProps = {
  readonly filter: Filter
  readonly choices: FilterChoices
  /** Where no field shows them. */
  readonly withWords?: boolean
  /** Takes the focus when the last chip goes. */
  readonly focusAfter: () => void
  readonly onChange: (filter: Filter) => void
}

export function FilterChips({ filter, choices, withWords = false, focusAfter, onChange }: FilterChipsProps) {
  const remove = (next: Filter) => (event: MouseEvent<HTMLElement>) => {
    const chips = [...(event.currentTarget.closest('search')?.querySelectorAll<HTMLElement>('[data-chip]') ?? [])]
    const at = chips.indexOf(event.currentTarget)
    const neighbour = chips[at + 1] ?? chips[at - 1]
    if (neighbour) neighbour.focus()
    else focusAfter()
    onChange(next)
  }
  const nameOf = (key: ListKey, value: string, unknown: string) => {
    switch (key) {
      case 'groups':
        return GROUPS.find(group => group.key === value)?.word ?? unknown
      case 'tags':
        return value
      case 'people':
      case 'channels':
        return choices[key].find(({ id }: Choice) => id === value)?.name ?? unknown
    }
  }
  if (isUnfiltered(withWords ? filter : { ...filter, words: '' })) return null
  return (
    <div className={styles.held}>
      {withWords && filter.words.trim() !== '' && (
        <ChipGroup label="Words" icon={<Search aria-hidden />}>
          <Chip word={`“${filter.words}”`} onRemove={remove({ ...filter, words: '' })} />
        </ChipGroup>
      )}
      {LISTS.filter(({ key }) => filter[key].length > 0).map(({ key, icon, unknown }) => (
        <ChipGroup key={key} label={FILTER_WORDS[key]} icon={icon}>
          {filter[key].map((value, index) => (
            <span key={value} className={styles.value}>
              {index > 0 && <span className={styles.or}>or</span>}
              <Chip word={nameOf(key, value, unknown)} onRemove={remove(toggled(filter, key, value))} />
            </span>
          ))}
        </ChipGroup>
      ))}
      {filter.opened && (
        <ChipGroup label="Presence" icon={<Eye aria-hidden />}>
          <Chip word="Someone is in it" onRemove={remove({ ...filter, opened: false })} />
        </ChipGroup>
      )}
    </div>
  )
}

type ChipGroupProps = { readonly label: string; readonly icon: ReactNode; readonly children: ReactNode }

function ChipGroup({ label, icon, children }: ChipGroupProps) {
  return (
    <fieldset className={styles.chips} title={label}>
      <legend className="vh">{label}</legend>
      {icon}
      {children}
    </fieldset>
  )
}

type ChipProps = { readonly word: string; readonly onRemove: (event: MouseEvent<HTMLElement>) => void }

function Chip({ word, onRemove }: ChipProps) {
  return (
    <button type="button" className={styles.chip} data-chip onClick={onRemove}>
      <span>{word}</span>
      <X aria-hidden />
      <span className="vh">, remove this filter</span>
    </button>
  )
}
