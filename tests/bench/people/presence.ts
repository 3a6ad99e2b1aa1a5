/** What a tab says of itself, as awareness: where it is, and whether it types. */
import * as encoding from 'lib0/encoding'

/** @param clock grows with every word of the same client */
export function presenceOf(clientId: number, clock: number, state: Readonly<Record<string, unknown>>): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarUint(encoder, clientId)
  encoding.writeVarUint(encoder, clock)
  encoding.writeVarString(encoder, JSON.stringify(state))
  return encoding.toUint8Array(encoder)
}
