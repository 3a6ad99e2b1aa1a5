/**
 * Named places where a test kills the process, to prove that nothing acknowledged is lost there. Off unless the variable
 * GALLEY_CRASH_AT is set (`<name>` or `<name>:<pass>`, counted from 1): then the n-th pass ends the process by SIGKILL.
 * In production (NODE_ENV, as both servers have it under `npm start` and in the image) nothing turns them on. With `told`
 * the parent says where by a message `{ crashAt }`, once what should come before is over.
 */
import { writeSync } from 'node:fs'

export const CRASH_POINTS = [
  /** An update was judged and is given to the log. */
  'after-vet',
  /** The statement that holds a batch has run; nothing is committed. Then, and only then, it runs in a transaction of two steps. */
  'after-insert-before-commit',
  'after-commit-before-ack',
  /** The room holds the row; nobody was told. */
  'after-apply',
  /** A row swept words away; they are not written again yet. */
  'before-words-are-back',
  /** The segment is written; its rows are there as well; nothing is committed. */
  'compact-after-segment',
  /** Its rows are removed; nothing is committed. */
  'compact-after-removal',
  'compact-after-commit',
  /** Events were read and not handed on. */
  'outbox-after-read',
  /** Events were handed on; where the reader stands is not remembered yet. */
  'outbox-after-handling',
  /** A delivery is an attempt's; nothing was sent. */
  'delivery-after-claim',
  /** Its channel has answered; nothing is written down. */
  'delivery-after-answer',
  'delivery-after-record',
  /** A migration was announced; its script has not run. */
  'migrate-before-script',
  /** Its script is committed; the engine has not looked at it. */
  'migrate-after-script',
] as const
export type CrashPoint = (typeof CRASH_POINTS)[number]

const TOLD = 'told'
const asked = process.env.NODE_ENV === 'production' ? undefined : process.env.GALLEY_CRASH_AT
const isTold = asked === TOLD
let wanted = isTold ? null : readWanted(asked)
let passes = 0
if (isTold) {
  process.on('message', message => {
    if (typeof message === 'object' && message !== null && 'crashAt' in message)
      wanted = readWanted(`${message.crashAt}`)
  })
}

/** Costs one comparison where nothing is wanted. */
export function crashPoint(name: CrashPoint): void {
  if (wanted !== null && wanted.name === name) pass(wanted)
}

/** Whether the process is to end there: for places that exist only when a test asks for them. */
export function isCrashWanted(name: CrashPoint): boolean {
  return wanted?.name === name
}

type Wanted = { readonly name: CrashPoint; readonly atPass: number }

function pass({ name, atPass }: Wanted): void {
  passes += 1
  if (passes < atPass) return
  // Synchronous: nothing that waits to be written survives the next line.
  writeSync(2, `crash point ${name}, pass ${passes}\n`)
  process.kill(process.pid, 'SIGKILL')
}

/** @throws {Error} a test with a misspelt point would prove nothing */
function readWanted(text: string | undefined): Wanted | null {
  if (!text) return null
  const [name = '', count = '1'] = text.split(':')
  const known = CRASH_POINTS.find(point => point === name)
  const atPass = Number(count)
  if (!known || !Number.isInteger(atPass) || atPass < 1) {
    throw new Error(`GALLEY_CRASH_AT is "${text}": write one of ${CRASH_POINTS.join(', ')}, or leave it out.`)
  }
  return { name: known, atPass }
}
