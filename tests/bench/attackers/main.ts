/**
 * One attacker, in a process of its own beside the load, which it gives way to: what an attack costs the attacker is not
 * measured. It acts from `go` to `rest`, as often a second as its attack says.
 *
 *   { go } → acting          { rest } → { acts }
 */
import { setPriority } from 'node:os'
import { now, sleep } from '../machine/clock.ts'
import { ATTACK_BY_NAME } from './all.ts'
import type { Attacker, Target } from './attack.ts'
import type { AttackName } from './names.ts'

const LAST = 19
const LOOK_MS = 2
/** After a wait it does not make up for more than this. */
const MADE_UP_MS = 50

export type Order = { readonly go: { readonly attack: AttackName; readonly target: Target } } | 'rest'

setPriority(LAST)
let isActing = false
let acts = 0
let index = 0
let stopped: Promise<void> = Promise.resolve()

process.on('message', (order: Order) => {
  if (order === 'rest') void rest()
  else stopped = go(order.go)
})
// Listening is what keeps it alive; the guard does not.
process.channel?.ref()
process.send?.('ready')

async function go({ attack, target }: Extract<Order, object>['go']): Promise<void> {
  const { rate, begin } = ATTACK_BY_NAME[attack]
  const attacker = await begin(target)
  isActing = true
  acts = 0
  process.send?.('acting')
  await pace(attacker, rate)
  attacker.end()
}

async function pace(attacker: Attacker, rate: number): Promise<void> {
  let owed = 0
  for (let at = now(); isActing; ) {
    await sleep(LOOK_MS)
    const time = now()
    owed += (Math.min(MADE_UP_MS, time - at) / 1000) * rate
    at = time
    for (; owed >= 1; owed -= 1, acts += 1) attacker.act(index++)
  }
}

async function rest(): Promise<void> {
  isActing = false
  await stopped
  process.send?.({ acts })
}
