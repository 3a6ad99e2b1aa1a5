/** Every fault of the list, in its order. */
import type { Row } from './row.ts'
import { f01 } from './rows/f01-server-killed.ts'

export const ROWS: readonly Row[] = [f01]
