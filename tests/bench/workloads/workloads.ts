import type { Workload } from '../bench.ts'
import { attacks } from './attacks.ts'
import { connect } from './connect.ts'
import { dashboard } from './dashboard.ts'
import { due } from './due.ts'
import { durability } from './durability.ts'
import { fanout } from './fanout.ts'
import { feed } from './feed.ts'
import { history } from './history.ts'
import { memory } from './memory.ts'
import { presence } from './presence.ts'
import { site } from './site.ts'
import { throughput } from './throughput.ts'
import { vet } from './vet.ts'

/** In the order they are run when none is named. */
export const WORKLOADS: Readonly<Record<string, Workload>> = {
  connect,
  fanout,
  throughput,
  memory,
  presence,
  history,
  feed,
  dashboard,
  due,
  site,
  vet,
  attacks,
  durability,
}
