'use client'
/** What to narrow the posts by and how to order them; all of it lives in the address, so a view can be shared. */
import { ArrowDownUp } from 'lucide-react'
import { type Ref, useRef } from 'react'
import { Button } from '#web/ui/button.tsx'
import { Menu, MenuChoices } from '#web/ui/menu.tsx'
import { SearchBox } from '#web/ui/search-box.tsx'
import { StatusGlyph } from '#web/ui/status-glyph.tsx'
import { type Filter, toggled } from '../filter.ts'
import { GROUPS, type Group, type GroupCount, SORTS, type SortKey } from '../rows.ts'
import { type PostsView, parseView, searchOf, type ViewKey } from '../view.ts'
import { FilterChips } from './filter-chips.tsx'
import { type FilterChoices, FilterMenu } from './filter-menu.tsx'
import styles from './post-filter.module.css'
import { SavedViews } from './saved-views.tsx'
import { useFilterNews } from './use-filter-news.ts'

type PostFilterProps = {
  readonly view: PostsView
  /** What it is shown as. */
  readonly shape: ViewKey
  readonly counts: readonly GroupCount[]
  readonly choices: FilterChoices
  /** Posts that are not archived. */
  readonly total: number
  readonly shown: number
  /** Of how many some are shown. */
  readonly among: number
  /** There are older posts that are not loaded: counts are of what is. */
  readonly partial: boolean
  readonly inputRef: Ref<HTMLInputElement>
  readonly onChange: (change: Partial<PostsView>) => void
}

const SORT_WORDS: Record<SortKey, string> = {
  changed: 'Newest change',
  oldest: 'Oldest change',
  planned: 'Planned time',
  title: 'Title',
}

export function PostFilter(props: PostFilterProps) {
  const { view, shape, counts, choices, total, shown, among, partial, inputRef, onChange } = props
  const { filter, sort } = view
  const narrow = (next: Filter) => onChange({ filter: next })
  const menu = useRef<HTMLButtonElement>(null)
  const more = partial ? '+' : ''
  const words =
    shown === among ? `${among}${more} ${among === 1 ? 'post' : 'posts'}` : `${shown} of ${among}${more} posts`
  useFilterNews(filter, words)
  return (
    <search className={styles.bar} data-view={shape}>
      <SearchBox
        label="Filter posts"
        value={filter.words}
        maxChars={200}
        inputRef={inputRef}
        onChange={next => narrow({ ...filter, words: next })}
      />
      <fieldset className={styles.groups}>
        <legend className="vh">Status</legend>
        <button
          type="button"
          aria-pressed={filter.groups.length === 0}
          onClick={() => narrow({ ...filter, groups: [] })}
        >
          All <span className="num">{`${total}${more}`}</span>
        </button>
        {GROUPS.map(group => (
          <GroupButton key={group.key} group={group} filter={filter} counts={counts} onNarrow={narrow} />
        ))}
      </fieldset>
      <FilterMenu filter={filter} choices={choices} triggerRef={menu} onChange={narrow} />
      <FilterChips filter={filter} choices={choices} focusAfter={() => menu.current?.focus()} onChange={narrow} />
      <span className={styles.space} />
      <span className={styles.count} data-whole={shown === among || undefined}>
        {words}
      </span>
      <SavedViews page="posts" search={searchOf(view)} onOpen={search => onChange(parseView(search, view.view))} />
      <Menu
        align="end"
        trigger={
          <Button look="quiet" aria-label={`Order: ${SORT_WORDS[sort]}`}>
            <ArrowDownUp aria-hidden />
            <span className={styles.word}>{SORT_WORDS[sort]}</span>
          </Button>
        }
      >
        <MenuChoices
          label="Order"
          value={sort}
          choices={SORTS.map(value => ({ value, word: SORT_WORDS[value] }))}
          onChoose={next => onChange({ sort: next })}
        />
      </Menu>
    </search>
  )
}

type GroupButtonProps = {
  readonly group: Group
  readonly filter: Filter
  readonly counts: readonly GroupCount[]
  readonly onNarrow: (filter: Filter) => void
}

function GroupButton({ group, filter, counts, onNarrow }: GroupButtonProps) {
  const count = counts.find(({ key }) => key === group.key)?.count ?? 0
  const pressed = filter.groups.includes(group.key)
  if (count === 0 && !pressed) return null
  return (
    <button
      type="button"
      aria-pressed={pressed}
      data-tone={group.tone}
      title={group.word}
      onClick={() => onNarrow(toggled(filter, 'groups', group.key))}
    >
      <StatusGlyph name={group.glyph} still={count === 0} />
      <span className="vh">{group.word}</span>
      <span className="num">{count}</span>
    </button>
  )
}
