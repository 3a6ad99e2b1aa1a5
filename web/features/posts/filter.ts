/**
 * What posts are narrowed by, as the address has it: `?q=storm&status=draft&status=review&by=…&channel=…&tag=…&open=1`.
 * A post must satisfy each filter, and of one with several values any of them. Pure; whatever stands in an address that
 * is not of these is passed over. SPEC FD280.
 */
import { tagId } from '#domain/text/post-fields.ts'
import { GROUPS, type GroupKey, groupOf, type PostRow } from './rows.ts'
import { postStatus, titleWords } from './status.ts'

export type Filter = {
  readonly words: string
  readonly groups: readonly GroupKey[]
  /** Who gave the last status command, by user id. */
  readonly people: readonly string[]
  /** Channels it went to or goes to, by id. */
  readonly channels: readonly string[]
  /** Whatever their capitals. */
  readonly tags: readonly string[]
  /** Only posts that somebody has open. */
  readonly opened: boolean
}

export const NO_FILTER: Filter = { words: '', groups: [], people: [], channels: [], tags: [], opened: false }

/** Filters of which several values may hold at once. */
export type ListKey = 'groups' | 'people' | 'channels' | 'tags'

/** Longest text that is taken from an address, and most values of one filter. */
const MOST_CHARS = 200
const MOST_VALUES = 50

export function parseFilter(search: URLSearchParams): Filter {
  return {
    words: search.get('q')?.slice(0, MOST_CHARS) ?? '',
    groups: valuesIn(search, 'status').flatMap(value => GROUPS.find(({ key }) => key === value)?.key ?? []),
    people: valuesIn(search, 'by'),
    channels: valuesIn(search, 'channel'),
    tags: valuesIn(search, 'tag', tagId),
    opened: search.get('open') === '1',
  }
}

/** Writes it into `search`; what is not of it stays. */
export function putFilter(search: URLSearchParams, filter: Filter): void {
  const put = (key: string, values: readonly string[]) => {
    search.delete(key)
    for (const value of values) search.append(key, value)
  }
  put('q', filter.words === '' ? [] : [filter.words])
  put('status', filter.groups)
  put('by', filter.people)
  put('channel', filter.channels)
  put('tag', filter.tags)
  put('open', filter.opened ? ['1'] : [])
}

/** With this value where it was not among them, else without it. */
export function toggled(filter: Filter, key: ListKey, value: string): Filter {
  const idOf = key === 'tags' ? tagId : asItIs
  const values: readonly string[] = filter[key]
  const others = values.filter(one => idOf(one) !== idOf(value))
  return { ...filter, [key]: others.length < values.length ? others : [...values, value] }
}

export function isUnfiltered({ words, groups, people, channels, tags, opened }: Filter): boolean {
  return words.trim() === '' && !opened && [groups, people, channels, tags].every(values => values.length === 0)
}

/**
 * Every word must be in the title, the tags, the status or the name of the person; archived posts show only when asked for.
 * @param nowMs 0 where the time is not known yet: then nothing is overdue
 */
export function matches(row: PostRow, filter: Filter, nowMs: number): boolean {
  if (filter.groups.length > 0 ? !isIn(filter.groups, groupOf(row, nowMs)) : row.state === 'archived') return false
  if (!isWanted(filter.people, () => (row.by ? [row.by.id] : []))) return false
  if (!isWanted(filter.channels, () => row.deliveries?.map(({ channelId }) => channelId) ?? [])) return false
  if (!isWanted(filter.tags.map(tagId), () => row.tags?.map(tagId) ?? [])) return false
  if (filter.opened && !row.viewers?.length) return false
  if (filter.words.trim() === '') return true
  const haystack = fold(
    `${titleWords(row.title)} ${row.by?.name ?? ''} ${row.tags?.join(' ') ?? ''} ${postStatus(row.state).word}`,
  )
  return fold(filter.words)
    .split(/\s+/)
    .every(word => haystack.includes(word))
}

function isIn(groups: readonly GroupKey[], group: GroupKey | null): boolean {
  return group !== null && groups.includes(group)
}

/** Of how many posts a filter shows some: the archived count where they are asked for. */
export function countedRows(rows: readonly PostRow[], { groups }: Filter): number {
  return groups.includes('archived') ? rows.length : rows.filter(({ state }) => state !== 'archived').length
}

/** Where nothing is wanted, everything is, and of thousands of rows nothing is worked out. */
function isWanted(wanted: readonly string[], own: () => readonly string[]): boolean {
  return wanted.length === 0 || own().some(value => wanted.includes(value))
}

/** Each once, by what two of them are the same. */
function valuesIn(search: URLSearchParams, key: string, idOf = asItIs): readonly string[] {
  const byId = new Map<string, string>()
  for (const value of search.getAll(key)) {
    const short = value.slice(0, MOST_CHARS)
    if (short !== '' && !byId.has(idOf(short))) byId.set(idOf(short), short)
  }
  return [...byId.values()].slice(0, MOST_VALUES)
}

function asItIs(value: string): string {
  return value
}

/** Without case and accents, so that `tomas` finds Tomás. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase().trim()
}
