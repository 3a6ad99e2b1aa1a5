/**
 * Handshakes, a few in one turn of the event loop. A team that comes at once, as all do after a deploy, would hold up for
 * a tenth of a second whoever writes; and the first of them would be let in after the last one's handshake.
 */

const IN_ONE_TURN = 16

/** @returns takes work that is done in the order it came */
export function createWaves(): (work: () => void) => void {
  const waiting: (() => void)[] = []

  const next = () => {
    const wave = waiting.splice(0, IN_ONE_TURN)
    if (waiting.length > 0) setImmediate(next)
    for (const work of wave) work()
  }

  return work => {
    waiting.push(work)
    if (waiting.length === 1) setImmediate(next)
  }
}
