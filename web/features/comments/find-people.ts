/** The list under an `@`, in a text as in a comment: whom it holds, and what it says of them. */
import { EVERYONE } from '#domain/text/mentions.ts'
import type { Mentionable } from './api.ts'

/** What both lists offer who may invite, and where it leads. */
export const NOBODY_OF_THAT_NAME = 'Nobody of that name has access. Invite…'
export const INVITE_PATH = '/settings/members?invite'

/** All who take part in the post, as one choice. */
export const EVERYBODY: Mentionable = { id: EVERYONE, name: EVERYONE, color: 1, hasAccess: true, address: '' }

/** What the list in a text ends in where nobody of that name has access. */
export const INVITE: Mentionable = { id: 'invite', name: NOBODY_OF_THAT_NAME, color: 1, hasAccess: true, address: '' }

/**
 * People whose name, or a later part of it, begins so: those who are in the post first, then those who see it, then
 * those who could be let in; and behind them everybody.
 */
export function findPeople(
  people: readonly Mentionable[],
  query: string,
  here: ReadonlySet<string>,
): readonly Mentionable[] {
  const wanted = plain(query)
  const found = people.filter(({ name }) => {
    const words = plain(name)
    return words.startsWith(wanted) || words.split(/\s+/).some(word => word.startsWith(wanted))
  })
  const rank = ({ id, hasAccess }: Mentionable) => (here.has(id) ? 0 : hasAccess ? 1 : 2)
  const first = found.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name)).slice(0, MOST)
  return EVERYONE.startsWith(wanted) ? [...first, EVERYBODY] : first
}

/** Leaves an address with those alone whose name somebody else has, too. */
export function tellApart(people: readonly Mentionable[]): readonly Mentionable[] {
  const counts = new Map<string, number>()
  for (const { name } of people) counts.set(name, (counts.get(name) ?? 0) + 1)
  return people.map(person => (counts.get(person.name) === 1 ? { ...person, address: '' } : person))
}

/** What stands beside a name in the list. */
export function mentionHint({ id, hasAccess, address }: Mentionable, here: ReadonlySet<string>): string | null {
  if (id === EVERYONE) return 'All who take part in this post'
  const place = here.has(id) ? 'In the post now' : hasAccess ? '' : 'No access · Invite'
  return [address, place].filter(Boolean).join(' · ') || null
}

const MOST = 8

/** Without accents: people are found by the letters everybody's keyboard has. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
}
