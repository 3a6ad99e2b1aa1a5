import type { Attack } from './attack.ts'
import * as members from './members.ts'
import type { AttackName } from './names.ts'
import * as strangers from './strangers.ts'

export const ATTACK_BY_NAME: Readonly<Record<AttackName, Attack>> = {
  'A1 broken frames of strangers': strangers.brokenFrames,
  'A1 broken frames of a member': members.brokenFrames,
  'A2 long, endless and slow frames': strangers.endlessFrames,
  'A2 pings': strangers.pings,
  'A3 compressed frames and bodies': strangers.compressed,
  'A4 A25 A26 A33 A35 crafted updates': members.craftedUpdates,
  'A4 long updates': members.longUpdates,
  'A5 presence in a flood and giant states': members.floodOfPresence,
  'A6 presence of others': members.presenceOfOthers,
  'A7 opening again and again': members.openings,
  'A7 handshakes': members.handshakes,
  'A8 writes of a reader': members.writesOfReader,
  'A9 A11 odd names and bad tickets': strangers.namesAndTickets,
  'A12 A29 foreign sites and odd requests': strangers.oddRequests,
  'A34 clocks of somebody else': members.clocksOfOthers,
}
