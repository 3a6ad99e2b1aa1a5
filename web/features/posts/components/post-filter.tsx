'use client'
/** What to narrow the posts by and how to order them; all of it lives in the address, so a view can be shared. */
import { ArrowDownUp, Eye, ListFilter, Radio, Tag, User, X } from 'lucide-react'
import type { ReactNode, Ref } from 'react'
import { tagId } from '#domain/text/post-fields.ts'
import { Button } from '#web/ui/button.tsx'
import { Menu, MenuChoices, MenuItem, MenuLine } from '#web/ui/menu.tsx'
import { SearchBox } from '#web/ui/search-box.tsx'
import { StatusGlyph } from '#web/ui/status-glyph.tsx'
import {
  type Choice,
  type Filter,
  GROUPS,
  type Group,
  type GroupCount,
  NO_FILTER,
  SORTS,
  type SortKey,
} from '../rows.ts'
import type { PostsView } from '../view.ts'
import styles from './post-filter.module.css'
import { SavedViews } from './saved-views.tsx'

type PostFilterProps = {
  readonly view: PostsView
  readonly counts: readonly GroupCount[]
  readonly choices: {
    readonly people: readonly Choice[]
    readonly channels: readonly Choice[]
    readonly tags: readonly Choice[]
  }
  readonly total: number
  readonly shown: number
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
  const { view, counts, choices, total, shown, partial, inputRef, onChange } = props
  const { filter, sort } = view
  const narrow = (change: Partial<Filter>) => onChange({ filter: { ...filter, ...change } })
  const person = choices.people.find(({ id }) => id === filter.person)
  const channel = choices.channels.find(({ id }) => id === filter.channel)
  const more = partial ? '+' : ''
  return (
    <search className={styles.bar} data-view={view.view} data-grouped={filter.group ?? undefined}>
      <SearchBox
        label="Filter posts"
        value={filter.words}
        maxChars={200}
        inputRef={inputRef}
        onChange={words => narrow({ words })}
      />
      <fieldset className={styles.groups}>
        <legend className="vh">Status</legend>
        <button type="button" aria-pressed={filter.group === null} onClick={() => narrow({ group: null })}>
          All <span className="num">{`${total}${more}`}</span>
        </button>
        {GROUPS.map(group => (
          <GroupButton key={group.key} group={group} filter={filter} counts={counts} onNarrow={narrow} />
        ))}
      </fieldset>
      {filter.person !== null && (
        <Chip icon={<User aria-hidden />} onRemove={() => narrow({ person: null })}>
          {person?.name ?? 'One person'}
        </Chip>
      )}
      {filter.channel !== null && (
        <Chip icon={<Radio aria-hidden />} onRemove={() => narrow({ channel: null })}>
          {channel?.name ?? 'One channel'}
        </Chip>
      )}
      {filter.tag !== null && (
        <Chip icon={<Tag aria-hidden />} onRemove={() => narrow({ tag: null })}>
          {filter.tag}
        </Chip>
      )}
      {filter.opened && (
        <Chip icon={<Eye aria-hidden />} onRemove={() => narrow({ opened: false })}>
          Someone is in it
        </Chip>
      )}
      <Menu
        trigger={
          <Button look="quiet" aria-label="Add a filter">
            <ListFilter aria-hidden />
            <span className={styles.word}>Filter</span>
          </Button>
        }
      >
        <MenuItem icon={<Eye aria-hidden />} onSelect={() => narrow({ opened: !filter.opened })}>
          {filter.opened ? 'Whether somebody is in it or not' : 'Someone is in it'}
        </MenuItem>
        <MenuLine />
        <MenuChoices
          label="Last status by"
          value={filter.person ?? ''}
          choices={[{ value: '', word: 'Anybody' }, ...choices.people.map(toChoice)]}
          onChoose={id => narrow({ person: id === '' ? null : id })}
        />
        {choices.tags.length > 0 && (
          <>
            <MenuLine />
            <MenuChoices
              label="Tag"
              value={choices.tags.find(({ id }) => filter.tag !== null && tagId(id) === tagId(filter.tag))?.id ?? ''}
              choices={[{ value: '', word: 'Any' }, ...choices.tags.map(toChoice)]}
              onChoose={id => narrow({ tag: id === '' ? null : id })}
            />
          </>
        )}
        {choices.channels.length > 0 && (
          <>
            <MenuLine />
            <MenuChoices
              label="Channel"
              value={filter.channel ?? ''}
              choices={[{ value: '', word: 'Any' }, ...choices.channels.map(toChoice)]}
              onChoose={id => narrow({ channel: id === '' ? null : id })}
            />
          </>
        )}
      </Menu>
      <span className={styles.space} />
      <span className={styles.count} data-whole={shown === total || undefined}>
        {shown === total ? `${total}${more} ${total === 1 ? 'post' : 'posts'}` : `${shown} of ${total}${more} posts`}
      </span>
      <SavedViews view={view} onOpen={onChange} />
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

function toChoice({ id, name }: Choice) {
  return { value: id, word: name }
}

type ChipProps = { readonly icon: ReactNode; readonly children: ReactNode; readonly onRemove: () => void }

/** A filter that holds; pressing it takes it away. */
function Chip({ icon, children, onRemove }: ChipProps) {
  return (
    <button type="button" className={styles.chip} onClick={onRemove}>
      {icon}
      <span>{children}</span>
      <X aria-hidden />
      <span className="vh">, remove this filter</span>
    </button>
  )
}

type GroupButtonProps = {
  readonly group: Group
  readonly filter: Filter
  readonly counts: readonly GroupCount[]
  readonly onNarrow: (change: Partial<Filter>) => void
}

function GroupButton({ group, filter, counts, onNarrow }: GroupButtonProps) {
  const count = counts.find(({ key }) => key === group.key)?.count ?? 0
  const pressed = filter.group === group.key
  if (count === 0 && !pressed) return null
  return (
    <button
      type="button"
      aria-pressed={pressed}
      data-tone={group.tone}
      title={group.word}
      onClick={() => onNarrow({ group: pressed ? NO_FILTER.group : group.key })}
    >
      <StatusGlyph name={group.glyph} still={count === 0} />
      <span className="vh">{group.word}</span>
      <span className="num">{count}</span>
    </button>
  )
}
