/** The process of an attacker, as a workload sees it. */
import { fork } from 'node:child_process'
import { on, once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'
import { GUARD, startedByUs } from '#scripts/run.ts'
import { treeCpuSeconds } from '../machine/processes.ts'
import type { Target } from './attack.ts'
import type { Order } from './main.ts'
import type { AttackName } from './names.ts'

export type AttackerProcess = {
  /** Resolves when it acts. */
  readonly go: (attack: AttackName, target: Target) => Promise<void>
  /** @returns how often it acted */
  readonly rest: () => Promise<number>
  readonly cpuSeconds: () => number
  readonly stop: () => Promise<void>
}

const Rested = z.object({ acts: z.number() })

/** On the same CPU as whoever starts it. */
export async function startAttacker(): Promise<AttackerProcess> {
  const child = fork(join(import.meta.dirname, 'main.ts'), {
    execArgv: ['--import', GUARD],
    env: startedByUs(),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const heard = async <T>(read: (message: unknown) => T | undefined): Promise<T> => {
    for await (const [message] of on(child, 'message', { close: ['exit'] })) {
      const answer = read(message)
      if (answer !== undefined) return answer
    }
    throw new Error('the attacker ended')
  }
  const tell = (order: Order) => void child.send(order)
  await heard(message => message === 'ready' || undefined)
  return {
    async go(attack, target) {
      const acting = heard(message => message === 'acting' || undefined)
      tell({ go: { attack, target } })
      await acting
    },
    async rest() {
      const rested = heard(message => Rested.safeParse(message).data?.acts)
      tell('rest')
      return rested
    },
    cpuSeconds: () => (child.pid ? treeCpuSeconds(child.pid) : 0),
    async stop() {
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
    },
  }
}
