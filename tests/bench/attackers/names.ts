/** Attacks while which others are measured, by the ids of what Galley must survive; each name says what is done. */
export const ATTACKS = [
  'A1 broken frames of strangers',
  'A1 broken frames of a member',
  'A2 long, endless and slow frames',
  'A2 pings',
  'A3 compressed frames and bodies',
  'A4 A25 A26 A33 A35 crafted updates',
  'A4 long updates',
  'A5 presence in a flood and giant states',
  'A6 presence of others',
  'A7 opening again and again',
  'A7 handshakes',
  'A8 writes of a reader',
  'A9 A11 odd names and bad tickets',
  'A12 A29 foreign sites and odd requests',
  'A34 clocks of somebody else',
] as const

/** The case of the turns beside it in which nobody attacks. */
export function calm(attack: AttackName): string {
  return `${attack}: calm`
}

export type AttackName = (typeof ATTACKS)[number]
