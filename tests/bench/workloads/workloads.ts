import type { Workload } from '../bench.ts'
import { connect } from './connect.ts'
import { fanout } from './fanout.ts'
import { throughput } from './throughput.ts'

/** In the order they are run when none is named. */
export const WORKLOADS: Readonly<Record<string, Workload>> = { connect, fanout, throughput }
