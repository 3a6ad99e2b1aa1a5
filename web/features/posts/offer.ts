/** Which commands a person is offered on a post. */
import { type PostCommand, type PostState, rightFor, type Target, TRANSITIONS } from '#domain/contract/post-status.ts'
import { can, type Role } from '#domain/contract/rights.ts'

/** `hidden`: the role never gives this command; `refused`: not in this state, and why. */
type CommandOffer =
  | { readonly as: 'open'; readonly to: Target }
  | { readonly as: 'refused'; readonly why: string }
  | { readonly as: 'hidden' }

export function offerOf(command: PostCommand, state: PostState, role: Role): CommandOffer {
  if (!can(role, rightFor(command, state))) return { as: 'hidden' }
  const cell = TRANSITIONS[state][command]
  return 'refused' in cell ? { as: 'refused', why: cell.refused } : { as: 'open', to: cell.to }
}
