/** What is to be reached. A ratio is Galley's figure divided by the peer's, in one run, medians of its rounds. */

import { ATTACKS, calm } from './attackers/names.ts'

export type Goal = {
  readonly workload: string
  readonly case: string
  readonly figure: string
  readonly unit: string
  readonly goal: Bound
}
type Bound = ({ readonly atMost: number } | { readonly atLeast: number }) & {
  /** The peer it is a multiple of, or Galley itself in another case. */
  readonly times?: string
  /** The peer's case, where it is another one. */
  readonly ofCase?: string
}

/** Keys may take that many times as long for others while somebody attacks. */
const WHILE_ATTACKED = 1.2
const STOCK = 'hocuspocus'
const MANY = '1,000 posts x 2 people'
const ONE = '1 post x 50 people, 5 type'

const connect = { workload: 'connect', unit: 'ms' }
const fanout = { workload: 'fanout', unit: 'ms' }
const throughput = { workload: 'throughput', unit: '' }
const memory = { workload: 'memory', figure: 'KiB each', unit: 'KiB' }
const cpu = { workload: 'memory', figure: 'server cpu %', unit: '%' }
const history = { workload: 'history', case: '250000 keys, with a snapshot' }
const feed = { workload: 'feed', case: 'command to 200 dashboards' }
const due = { workload: 'due', case: '1000 posts at one moment' }
const durability = { workload: 'durability', unit: '' }

export const GOALS: readonly Goal[] = [
  { ...connect, case: '200 at once', figure: 'live.p50', goal: { atMost: 1.2, times: STOCK } },
  { ...connect, case: 'one at a time', figure: 'live.p95', goal: { atMost: 20 } },
  { ...connect, case: '50 tabs after a kill', figure: 'live.p95', goal: { atMost: 500 } },

  ...['10 viewers', '50 viewers', '200 viewers'].map(
    (viewers): Goal => ({ ...fanout, case: viewers, figure: 'seen.p50', goal: { atMost: 1.5, times: STOCK } }),
  ),
  { ...fanout, case: '200 viewers', figure: 'seen.p50', goal: { atMost: 1, times: 'socket.io' } },
  { ...fanout, case: '200 viewers', figure: 'seen.p95', goal: { atMost: 25 } },
  { ...fanout, case: '200 viewers', figure: 'saved.p95', goal: { atMost: 30 } },

  { ...throughput, case: MANY, figure: 'updates a second', goal: { atLeast: 1.2, times: STOCK } },
  { ...throughput, case: ONE, figure: 'updates a second', goal: { atLeast: 0.8, times: STOCK } },
  ...[MANY, ONE].flatMap((shape): Goal[] => [
    { ...throughput, case: `${shape}, past the limit`, figure: 'missing', goal: { atMost: 0 } },
    { ...throughput, case: `${shape}, past the limit`, figure: 'cut off', goal: { atMost: 0 } },
  ]),

  { ...memory, case: '1000 idle posts', goal: { atMost: 1.2, times: STOCK } },
  { ...memory, case: '1000 idle tabs', goal: { atMost: 3, times: STOCK, ofCase: '1000 idle posts' } },
  { ...memory, case: '1000 idle tabs', goal: { atMost: 250 } },
  { ...cpu, case: '1000 idle tabs', goal: { atMost: 3 } },
  { ...cpu, case: '20 of 100 tabs type', goal: { atMost: 5 } },

  { ...cpu, workload: 'presence', case: '500 online', goal: { atMost: 5 } },
  { ...cpu, workload: 'presence', case: '50 of 500 online type', goal: { atMost: 25 } },

  { ...feed, figure: 'shown.p95', unit: 'ms', goal: { atMost: 60 } },
  { ...feed, figure: 'missing', unit: '', goal: { atMost: 0 } },
  { ...feed, figure: 'server us per event shown', unit: 'us', goal: { atMost: 1.5, times: 'socket.io' } },

  { workload: 'dashboard', case: '500 posts', figure: 'server cpu ms', unit: 'ms', goal: { atMost: 150 } },
  { workload: 'dashboard', case: '500 posts', figure: 'without all posts', unit: '', goal: { atMost: 0 } },
  { ...due, figure: 'first out ms', unit: 'ms', goal: { atMost: 1_000 } },
  { ...due, figure: 'not out', unit: '', goal: { atMost: 0 } },
  { ...due, figure: 'sent twice', unit: '', goal: { atMost: 0 } },

  { ...history, figure: 'server cpu ms', unit: 'ms', goal: { atMost: 150 } },
  { ...history, figure: 'MiB more', unit: 'MiB', goal: { atMost: 100 } },
  { ...history, figure: 'disk bytes per edit', unit: 'bytes', goal: { atMost: 20 } },
  {
    workload: 'history',
    case: '100000 keys that leave the same text',
    figure: 'server cpu ms',
    unit: 'ms',
    goal: { atMost: 1.5, times: 'galley', ofCase: '1000 keys that leave the same text' },
  },
  {
    workload: 'history',
    case: '250000 keys, rows alone',
    figure: 'disk bytes per edit',
    unit: 'bytes',
    goal: { atMost: 120 },
  },

  {
    workload: 'site',
    case: '50 readers at once',
    figure: 'requests a second and core',
    unit: '',
    goal: { atLeast: 1_500 },
  },

  { workload: 'vet', case: 'an honest keystroke', figure: 'share %', unit: '%', goal: { atMost: 5 } },

  ...ATTACKS.flatMap(attack =>
    ['seen.p95', 'saved.p95'].map(
      (figure): Goal => ({
        workload: 'attacks',
        case: attack,
        figure,
        unit: 'ms',
        goal: { atMost: WHILE_ATTACKED, times: 'galley', ofCase: calm(attack) },
      }),
    ),
  ),

  { ...durability, case: 'kill -9 while 20 type', figure: 'acknowledged', goal: { atLeast: 15_000 } },
  { ...durability, case: 'kill -9 while 20 type', figure: 'lost', goal: { atMost: 0 } },
  { ...durability, case: 'the row of each Saved', figure: 'checked', goal: { atLeast: 10_000 } },
  { ...durability, case: 'the row of each Saved', figure: 'absent', goal: { atMost: 0 } },
]
