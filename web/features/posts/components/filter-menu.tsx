'use client'
/** The menu that narrows posts; any number of values of each filter, ticked one after the other. */
import { ListFilter, X } from 'lucide-react'
import type { Ref } from 'react'
import { tagId } from '#domain/text/post-fields.ts'
import { Button } from '#web/ui/button.tsx'
import { Menu, MenuChecks, MenuItem, MenuLine } from '#web/ui/menu.tsx'
import { type Filter, isUnfiltered, type ListKey, NO_FILTER, toggled } from '../filter.ts'
import { type Choice, GROUPS } from '../rows.ts'
import styles from './post-filter.module.css'

export type FilterChoices = {
  readonly people: readonly Choice[]
  readonly channels: readonly Choice[]
  readonly tags: readonly Choice[]
}

/** What each filter is called, in the menu and on its chips. */
export const FILTER_WORDS: Record<ListKey, string> = {
  groups: 'Status',
  people: 'Last status by',
  channels: 'Channel',
  tags: 'Tag',
}

const STATUSES: readonly Choice[] = GROUPS.map(({ key, word }) => ({ id: key, name: word }))

type FilterMenuProps = {
  readonly filter: Filter
  readonly choices: FilterChoices
  readonly triggerRef: Ref<HTMLButtonElement>
  readonly size?: 'small'
  readonly onChange: (filter: Filter) => void
}

export function FilterMenu({ filter, choices, triggerRef, size, onChange }: FilterMenuProps) {
  const checks = (key: ListKey, all: readonly Choice[]) =>
    all.length > 0 && (
      <>
        <MenuLine />
        <MenuChecks
          label={FILTER_WORDS[key]}
          values={ticked(filter, key, all)}
          choices={all.map(({ id, name }) => ({ value: id, word: name }))}
          onToggle={id => onChange(toggled(filter, key, id))}
        />
      </>
    )
  return (
    <Menu
      trigger={
        <Button ref={triggerRef} look="quiet" size={size} aria-label="Add a filter">
          <ListFilter aria-hidden />
          <span className={styles.word}>Filter</span>
        </Button>
      }
    >
      <MenuChecks
        label="Presence"
        values={filter.opened ? ['opened'] : []}
        choices={[{ value: 'opened', word: 'Someone is in it' }]}
        onToggle={() => onChange({ ...filter, opened: !filter.opened })}
      />
      {checks('groups', STATUSES)}
      {checks('people', choices.people)}
      {checks('channels', choices.channels)}
      {checks('tags', choices.tags)}
      {!isUnfiltered(filter) && (
        <>
          <MenuLine />
          <MenuItem icon={<X aria-hidden />} onSelect={() => onChange(NO_FILTER)}>
            Clear filters
          </MenuItem>
        </>
      )}
    </Menu>
  )
}

/** Of the choices, by their own ids: an address may write a tag in other capitals. */
function ticked(filter: Filter, key: ListKey, all: readonly Choice[]): readonly string[] {
  const idOf = key === 'tags' ? tagId : (value: string) => value
  const wanted = new Set(filter[key].map(idOf))
  return all.map(({ id }) => id).filter(id => wanted.has(idOf(id)))
}
