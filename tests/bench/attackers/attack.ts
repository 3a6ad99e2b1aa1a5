/** What an attack is to the process that runs it (main.ts). */

/** What attackers know: an address, and what members of a team are given. */
export type Target = {
  readonly url: string
  /** Of one member, who may write, and of one who may only read; as fresh as the attack. */
  readonly ticket: string
  readonly readersTicket: string
  /** Posts of the team: in the first the others write, in the second nobody, the rest is for who opens many. */
  readonly rooms: readonly string[]
  /** Client id of somebody who writes in the first. */
  readonly victim: number
}

export type Attack = {
  /** Acts a second. */
  readonly rate: number
  readonly begin: (target: Target) => Promise<Attacker> | Attacker
}
export type Attacker = { readonly act: (index: number) => void; readonly end: () => void }

/** What one act of a kind may be: so many a second, over all sockets of the attacker. */
export function createAllowance(perSecond: number): () => boolean {
  let left = perSecond
  let at = performance.now()
  return () => {
    const now = performance.now()
    left = Math.min(perSecond, left + ((now - at) / 1000) * perSecond)
    at = now
    if (left < 1) return false
    left -= 1
    return true
  }
}
