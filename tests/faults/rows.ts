/** Every fault of the list, in its order. */
import type { Row } from './row.ts'
import { a01 } from './rows/a01-broken-frames.ts'
import { f01 } from './rows/f01-server-killed.ts'
import { f02 } from './rows/f02-crash-points.ts'
import { f03 } from './rows/f03-postgres-killed.ts'
import { f04 } from './rows/f04-postgres-away.ts'
import { f05 } from './rows/f05-disk-full.ts'
import { f06 } from './rows/f06-postgres-slow.ts'
import { f07 } from './rows/f07-client-cut-off.ts'
import { f08 } from './rows/f08-half-open.ts'
import { f11 } from './rows/f11-clock-skew.ts'
import { f12 } from './rows/f12-browser-killed.ts'
import { f13 } from './rows/f13-old-client.ts'
import { f14 } from './rows/f14-corrupt-rows.ts'
import { f15 } from './rows/f15-stop-signal.ts'
import { f17 } from './rows/f17-worker-killed.ts'
import { f18 } from './rows/f18-missed-while-off.ts'
import { f19 } from './rows/f19-clock-changes.ts'
import { f20 } from './rows/f20-put-back.ts'
import { f21 } from './rows/f21-unload-races.ts'
import { f22 } from './rows/f22-load-fails.ts'
import { f23 } from './rows/f23-snapshots-fail.ts'
import { f24 } from './rows/f24-silent-corruption.ts'
import { f25 } from './rows/f25-slow-reader.ts'
import { f26 } from './rows/f26-herd.ts'
import { f27 } from './rows/f27-silent-listener.ts'
import { f28 } from './rows/f28-doubled-content.ts'
import { f29 } from './rows/f29-huge-document.ts'
import { later } from './rows/later.ts'

const NOW: readonly Row[] = [
  f01,
  f02,
  f03,
  f04,
  f05,
  f06,
  f07,
  f08,
  f11,
  f12,
  f13,
  f14,
  f15,
  f17,
  f18,
  f19,
  f20,
  f21,
  f22,
  f23,
  f24,
  f25,
  f26,
  f27,
  f28,
  f29,
  a01,
]

export const ROWS: readonly Row[] = [...NOW, ...later].sort((one, other) => numberOf(one) - numberOf(other))

function numberOf({ id }: Row): number {
  return Number(id.slice(1))
}
