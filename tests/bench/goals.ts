/** What is to be reached. A ratio is Galley's figure divided by the peer's, in one run, medians of its rounds. */

export type Goal = {
  readonly workload: string
  readonly case: string
  readonly figure: string
  readonly unit: string
  readonly goal:
    | { readonly atMost: number; readonly times?: string }
    | { readonly atLeast: number; readonly times?: string }
}

const STOCK = 'hocuspocus'
const SEEN = { workload: 'fanout', figure: 'seen.p50', unit: 'ms' }

export const GOALS: readonly Goal[] = [
  { workload: 'connect', case: '200 at once', figure: 'live.p50', unit: 'ms', goal: { atMost: 1.2, times: STOCK } },
  { workload: 'connect', case: 'one at a time', figure: 'live.p95', unit: 'ms', goal: { atMost: 20 } },
  { workload: 'connect', case: '50 tabs after a kill', figure: 'live.p95', unit: 'ms', goal: { atMost: 500 } },
  { ...SEEN, case: '10 viewers', goal: { atMost: 1.5, times: STOCK } },
  { ...SEEN, case: '50 viewers', goal: { atMost: 1.5, times: STOCK } },
  { ...SEEN, case: '200 viewers', goal: { atMost: 1.5, times: STOCK } },
  { ...SEEN, case: '200 viewers', goal: { atMost: 1, times: 'socket.io' } },
  { ...SEEN, case: '200 viewers', figure: 'seen.p95', goal: { atMost: 25 } },
  { ...SEEN, case: '200 viewers', figure: 'saved.p95', goal: { atMost: 30 } },
  {
    workload: 'throughput',
    case: '1,000 posts x 2 people',
    figure: 'updates a second',
    unit: '',
    goal: { atLeast: 1.2, times: STOCK },
  },
  {
    workload: 'throughput',
    case: '1 post x 50 people, 5 type',
    figure: 'updates a second',
    unit: '',
    goal: { atLeast: 0.8, times: STOCK },
  },
  ...['1,000 posts x 2 people', '1 post x 50 people, 5 type'].flatMap((shape): Goal[] => [
    { workload: 'throughput', case: `${shape}, past the limit`, figure: 'missing', unit: '', goal: { atMost: 0 } },
    { workload: 'throughput', case: `${shape}, past the limit`, figure: 'cut off', unit: '', goal: { atMost: 0 } },
  ]),
]
