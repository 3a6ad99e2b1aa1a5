/** Up to which moment it is known how posts stand. Pure. SPEC PS411. */

type Known = {
  /** Milliseconds since 1970; 0 while nothing is known. */
  readonly untilMs: number
  /** While changes are not heard: the feed that was there before. The next one says what was missed. */
  readonly lostAt: number | null
}

export const NOTHING_KNOWN: Known = { untilMs: 0, lostAt: null }

type Now = { readonly nowMs: number; readonly isLive: boolean; readonly epoch: number }

/** @param now `epoch` is raised by each feed that comes whole */
export function knownUntil(before: Known, { nowMs, isLive, epoch }: Now): Known {
  if (isLive && (before.lostAt === null || epoch > before.lostAt)) return { untilMs: nowMs, lostAt: null }
  // A page is as true as the server that made it; a clock that was ahead is put right meanwhile.
  const untilMs = before.untilMs === 0 ? nowMs : Math.min(before.untilMs, nowMs)
  return { untilMs, lostAt: before.lostAt ?? epoch }
}
