/**
 * Carets of others: a bar with the person's name, which shrinks to a cap two seconds after they moved, and fades out
 * where they left. The caret plugin wants colours as six hex digits and a static flag; ours are tokens by number and a
 * flag that fades, so it is given a view of the awareness made for it.
 */
import type { DecorationAttrs } from '@tiptap/pm/view'
import type { CalmAwareness } from './calm-awareness.ts'
import { type Flag, flagWidth, placeFlag } from './flag-place.ts'
import { parsePerson } from './people.ts'

type State = Record<string, unknown>
type CaretUser = {
  readonly id?: string
  readonly name?: string
  readonly person?: number
  readonly client?: number
}

type Carets = {
  /** Stands where the plugin expects a Hocuspocus provider: it only asks for its awareness. */
  readonly provider: { readonly awareness: unknown }
  readonly render: (user: CaretUser) => HTMLElement
  readonly renderSelection: (user: CaretUser) => DecorationAttrs
  readonly stop: () => void
}

const FLAG_MS = 2_000
const PLACE_MS = 30
/** As long as the style sheet takes to fade one out. */
const FADE_MS = 600
/** Any colour passes the plugin's check; the real one comes by `data-person`. */
const PLACEHOLDER_COLOR = '#000000'

export function createCarets(awareness: CalmAwareness): Carets {
  const elements = new Map<string, Set<HTMLElement>>()
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const cursors = new Map<number, string>()
  const present = new Map<number, State>()
  const fading = new Map<number, State>()
  const fades = new Set<ReturnType<typeof setTimeout>>()
  const listeners = new Set<() => void>()

  const each = (id: string, change: (element: HTMLElement) => void) => {
    for (const element of elements.get(id) ?? []) {
      if (element.isConnected) change(element)
      else elements.get(id)?.delete(element)
    }
  }
  const flag = (id: string) => {
    each(id, element => element.setAttribute('data-moved', ''))
    placeSoon()
    clearTimeout(timers.get(id))
    timers.set(
      id,
      setTimeout(() => each(id, element => element.removeAttribute('data-moved')), FLAG_MS),
    )
  }
  // Once for all that moved, after the plugin has moved their widgets, which it does in a task of its own.
  let placing: ReturnType<typeof setTimeout> | undefined
  const placeSoon = () => {
    placing ??= setTimeout(() => {
      placing = undefined
      const placed: Flag[] = []
      for (const id of elements.keys()) each(id, element => placed.push(place(element, placed)))
    }, PLACE_MS)
  }
  const fade = (client: number) => {
    const state = present.get(client)
    present.delete(client)
    if (!state) return
    fading.set(client, state)
    each(parsePerson(state)?.id ?? '', element => {
      if (element.dataset.client === String(client)) element.setAttribute('data-left', '')
    })
    const timer = setTimeout(() => {
      fades.delete(timer)
      fading.delete(client)
      for (const listener of [...listeners]) listener()
    }, FADE_MS)
    fades.add(timer)
  }
  const onChange = ({ added, updated, removed }: { added: number[]; updated: number[]; removed: number[] }) => {
    for (const client of removed) {
      cursors.delete(client)
      fade(client)
    }
    for (const client of [...added, ...updated]) {
      const state = awareness.getStates().get(client)
      const said = parsePerson(state)
      if (!said || !state || client === awareness.clientID) continue
      present.set(client, state)
      fading.delete(client)
      const cursor = JSON.stringify(state?.cursor ?? null)
      if (cursors.get(client) !== cursor) flag(said.id)
      cursors.set(client, cursor)
      each(said.id, element => element.toggleAttribute('data-idle', said.mode === 'idle'))
    }
  }
  awareness.on('change', onChange)

  return {
    provider: { awareness: viewForCarets(awareness, fading, listeners) },
    render: ({ id = '', name = '', person = 1, client }) => {
      const caret = document.createElement('span')
      caret.className = 'remote-caret'
      caret.dataset.person = String(person)
      caret.dataset.client = String(client)
      caret.setAttribute('data-moved', '')
      // Drawn by the style sheet: a name in the text would be copied and found with it.
      caret.dataset.name = name.split(' ')[0] ?? name
      caret.setAttribute('aria-hidden', 'true')
      const known = elements.get(id) ?? new Set()
      elements.set(id, known.add(caret))
      placeSoon()
      // The widget is made anew when the text around it changes; a resting one goes back to its cap.
      clearTimeout(timers.get(id))
      timers.set(
        id,
        setTimeout(() => each(id, element => element.removeAttribute('data-moved')), FLAG_MS),
      )
      return caret
    },
    renderSelection: ({ person = 1 }) => ({ class: 'remote-selection', 'data-person': String(person) }),
    stop: () => {
      awareness.off('change', onChange)
      for (const timer of fades) clearTimeout(timer)
      clearTimeout(placing)
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}

/** Turns the flag to the left at the right edge, and lifts it over one that stands at the same spot. */
function place(caret: HTMLElement, placed: readonly Flag[]): Flag {
  const { left, top } = caret.getBoundingClientRect()
  const edge = caret.closest('[role=textbox]')?.getBoundingClientRect().right ?? innerWidth
  const flag = placeFlag({ left, top, width: flagWidth(caret.dataset.name ?? '') }, Math.min(edge, innerWidth), placed)
  caret.toggleAttribute('data-turned', flag.turned)
  caret.style.setProperty('--level', String(flag.level))
  return flag
}

/** Only people the server has named, in the form the plugin takes; who has just left is there until they have faded. */
function viewForCarets(awareness: CalmAwareness, fading: ReadonlyMap<number, State>, listeners: Set<() => void>) {
  const states = (): Map<number, State> => {
    const seen = new Map<number, State>()
    for (const [client, state] of [...fading, ...awareness.getStates()]) {
      const said = parsePerson(state)
      if (said && state.cursor)
        seen.set(client, {
          cursor: state.cursor,
          user: { id: said.id, name: said.name, color: PLACEHOLDER_COLOR, person: said.color, client },
        })
    }
    return seen
  }
  return {
    get states() {
      return states()
    },
    getStates: states,
    getLocalState: () => awareness.getLocalState(),
    setLocalStateField: (field: string, value: unknown) => {
      // Who we are is the server's word.
      if (field !== 'user') awareness.setLocalStateField(field, value)
    },
    on: (event: 'change' | 'update', listener: () => void) => {
      listeners.add(listener)
      awareness.on(event, listener)
    },
    off: (event: 'change' | 'update', listener: () => void) => {
      listeners.delete(listener)
      awareness.off(event, listener)
    },
  }
}
