/** Awareness states as people: one entry a person, whatever tabs they have open. */
import type { OnlinePerson } from './realtime-types.ts'

type Mode = NonNullable<OnlinePerson['mode']>

export type PostPerson = {
  readonly id: string
  readonly name: string
  readonly color: number
  readonly mode: Mode
  readonly typing: boolean
  /** The box of comments they type in: a thread's id, or `new`. Null for the text. */
  readonly thread: string | null
  /** Whom they go along with. */
  readonly follows: string | null
}

type Said = {
  readonly person: OnlinePerson
  readonly typing: boolean
  readonly thread: string | null
  readonly follows: string | null
}

const RANK: Record<Mode, number> = { editing: 2, viewing: 1, idle: 0 }

/** Sorted by name; what does not name a person of ours is left out. */
export function peopleOnline(states: Iterable<unknown>): readonly OnlinePerson[] {
  return [...mostActive(states).values()].map(said => said.person)
}

export function peopleInPost(states: Iterable<unknown>): readonly PostPerson[] {
  return [...mostActive(states).values()].map(({ person, typing, thread, follows }) => ({
    id: person.id,
    name: person.name,
    color: person.color,
    mode: person.mode ?? 'viewing',
    typing,
    thread,
    follows,
  }))
}

export function samePeople<T extends object>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((person, index) => sameFields(person, b[index]))
}

function mostActive(states: Iterable<unknown>): ReadonlyMap<string, Said> {
  const byId = new Map<string, Said>()
  for (const state of states) {
    const said = parseState(state)
    if (!said) continue
    const known = byId.get(said.person.id)
    const wins = !known || RANK[said.person.mode ?? 'viewing'] > RANK[known.person.mode ?? 'viewing']
    byId.set(said.person.id, {
      person: wins ? said.person : known.person,
      typing: said.typing || (known?.typing ?? false),
      thread: said.typing ? said.thread : (known?.thread ?? null),
      follows: said.follows ?? known?.follows ?? null,
    })
  }
  return new Map([...byId].sort(([, a], [, b]) => a.person.name.localeCompare(b.person.name)))
}

function parseState(state: unknown): Said | null {
  const person = parsePerson(state)
  if (!person || !isRecord(state)) return null
  const { typing, thread, follows } = state
  return {
    person,
    typing: typing === true,
    thread: typing === true && typeof thread === 'string' ? thread : null,
    follows: typeof follows === 'string' ? follows : null,
  }
}

/** Null for a state that names nobody. */
export function parsePerson(state: unknown): OnlinePerson | null {
  if (!isRecord(state) || !isRecord(state.user)) return null
  const { id, name, color } = state.user
  if (typeof id !== 'string' || typeof name !== 'string') return null
  return {
    id,
    name,
    color: colorIndex(color),
    ...(typeof state.page === 'string' ? { page: state.page } : {}),
    ...(isMode(state.mode) ? { mode: state.mode } : {}),
  }
}

/** `var(--p3)` → 3: the only form of colour that is believed. */
function colorIndex(color: unknown): number {
  const match = typeof color === 'string' ? /^var\(--p([1-8])\)$/.exec(color) : null
  return match ? Number(match[1]) : 1
}

function isMode(mode: unknown): mode is Mode {
  return typeof mode === 'string' && Object.hasOwn(RANK, mode)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function sameFields(a: object, b: object | undefined): boolean {
  if (!b) return false
  const fields = Object.entries(a)
  return (
    fields.length === Object.keys(b).length &&
    fields.every(([key, value]) => (b as Record<string, unknown>)[key] === value)
  )
}
