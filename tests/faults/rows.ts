/** Every fault of the list, in its order. */
import type { Row } from './row.ts'
import { f01 } from './rows/f01-server-killed.ts'
import { f02 } from './rows/f02-crash-points.ts'
import { f03 } from './rows/f03-postgres-killed.ts'
import { f04 } from './rows/f04-postgres-away.ts'
import { f06 } from './rows/f06-postgres-slow.ts'
import { f07 } from './rows/f07-client-cut-off.ts'
import { f08 } from './rows/f08-half-open.ts'
import { f21 } from './rows/f21-unload-races.ts'
import { f25 } from './rows/f25-slow-reader.ts'

export const ROWS: readonly Row[] = [f01, f02, f03, f04, f06, f07, f08, f21, f25]
