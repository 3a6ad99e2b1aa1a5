/** A run as data: what each tab does and what happens to its way to the server, all of it from one seed. */
import { EDITS, type EditName, type Numbers } from './edits.ts'
import { createRandom, type Random } from './random.ts'

/** What happens beside edits. Another weight or name makes another plan of every seed, also of those that have a name. */
const EVENTS = {
  /** The event loop turns, for a·% ms. */
  breathe: 12,
  /** Its connection breaks and comes back. */
  cut: 4,
  /** Bytes of both ways wait. */
  hold: 4,
  open: 6,
  /** It stays away until `open`. */
  shut: 3,
  /** The page is loaded again, with or without what the device kept. */
  reload: 2,
  /** The page closes for good as soon as it says Saved, and another person opens the post. */
  swap: 2,
  /** Is what this tab is told to be saved in the rows, as somebody else reads them? */
  audit: 3,
  /** Somebody replaces a part of the text by the API. */
  api: 3,
  /** A field of the post is written. */
  field: 4,
  /** A snapshot is kept beside the log, and the rows it holds may be packed. */
  snapshot: 2,
  restart: 1,
} as const

type EventName = keyof typeof EVENTS

/** `who` is the number of a tab. */
export type Step = Numbers & { readonly who: number; readonly does: EditName | EventName | 'settle' }

const EDIT_WEIGHTS: Record<EditName, number> = {
  type: 20,
  typeOn: 12,
  titleType: 4,
  replace: 6,
  erase: 6,
  eraseAcross: 4,
  eraseAll: 1,
  backspace: 6,
  enter: 10,
  hardBreak: 2,
  mark: 8,
  markAcross: 3,
  link: 3,
  heading: 4,
  paragraph: 2,
  list: 6,
  nest: 5,
  tick: 3,
  quote: 3,
  code: 3,
  rule: 2,
  table: 3,
  tableChange: 8,
  tableGoes: 1,
  drag: 4,
  paste: 4,
  nodeGoes: 2,
  undo: 8,
  redo: 4,
  pause: 6,
}

const ALL = [...Object.entries(EDIT_WEIGHTS), ...Object.entries(EVENTS)] as readonly (readonly [Step['does'], number])[]
const TOTAL = ALL.reduce((sum, [, weight]) => sum + weight, 0)

export type Plan = { readonly seed: number; readonly tabs: number; readonly steps: readonly Step[] }

/** @param options.steps how many of them, without the settling between the bursts and at the end */
export function planRun(seed: number, { tabs, steps, bursts }: { tabs: number; steps: number; bursts: number }): Plan {
  const random = createRandom(seed)
  const planned: Step[] = []
  for (let burst = 0; burst < bursts; burst++) {
    for (let step = 0; step < steps / bursts; step++) planned.push(nextStep(random, tabs))
    planned.push({ who: 0, does: 'settle', a: 0, b: 0, c: 0 })
  }
  return { seed, tabs, steps: planned }
}

function nextStep(random: Random, tabs: number): Step {
  return { does: choose(random), who: random.below(tabs), a: random.word(), b: random.word(), c: random.word() }
}

function choose(random: Random): Step['does'] {
  let left = random.below(TOTAL)
  for (const [name, weight] of ALL) {
    if (left < weight) return name
    left -= weight
  }
  return 'breathe'
}

export function isEdit(does: Step['does']): does is EditName {
  return does in EDITS
}

export function describeStep({ who, does, a, b, c }: Step): string {
  return does === 'settle' ? 'settle' : `${who} ${does} ${a} ${b} ${c}`
}
