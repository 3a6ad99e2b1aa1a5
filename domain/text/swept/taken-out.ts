/**
 * Letters that somebody took out of a block while another wrote its words anew into the one that took its place: they are
 * to go there as well. Only where those words can be told letter by letter; whatever is not certain stays.
 */
import { follow, nameOf } from './follow.ts'
import { holds, type Ids } from './ids.ts'
import { everyBlock, idOf, isTextblock, type Past, type Step, stands } from './past.ts'
import { type Unit, unitsOf } from './units.ts'

/** @returns letters that stand, in no order */
export function takenOutBy(past: Past, step: Step, writtenAgain: (seq: number) => Ids): readonly Unit[] {
  if (step.again.size === 0) return []
  const found: Unit[] = []
  for (const block of everyBlock(past.body)) {
    if (stands(block) || !isTextblock(block)) continue
    const removal = past.removalOf(idOf(block))
    // Who saw the block go took nothing out of it.
    if (!removal || (removal !== step && holds(step.named, idOf(block)))) continue
    const isTakenOut = ({ id }: Unit) =>
      holds(step.again, id) && (removal === step || (holds(removal.removed, id) && !holds(removal.swept, id)))
    const takenOut = unitsOf(block).filter(isTakenOut)
    const partners = takenOut.length > 0 ? follow(past, block, writtenAgain)?.partners : undefined
    for (const unit of takenOut) {
      const partner = partners?.get(nameOf(unit))
      if (partner?.isThere) found.push(partner)
    }
  }
  return found
}
