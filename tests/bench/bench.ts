/** What a workload gets: a server that runs, and ways to fill and reach it. */
import { inLanes } from './people/lanes.ts'
import type { Server } from './targets/server.ts'
import type { Person, Stage, Storage, Target, Wanted } from './targets/target.ts'
import { type Door, openDoor } from './wire/doors.ts'
import type { Session, SessionOptions } from './wire/session.ts'

/** One measured case; figures are milliseconds unless their name says otherwise. */
export type Row = { readonly case: string; readonly figures: Readonly<Record<string, number>>; readonly note?: string }
export type Workload = (bench: Bench) => AsyncGenerator<Row>

export type Bench = {
  readonly target: Target
  readonly server: Server
  readonly storage: Storage
  readonly databaseUrl: string | undefined
  readonly fill: (wanted: Wanted) => Promise<Stage>
  readonly door: () => Door
  readonly open: (visit: Visit) => Promise<Session>
  /** All of them, at most `width` being opened at a time, with their tickets at hand before the first. */
  readonly openAll: (visits: readonly Visit[], width?: number) => Promise<Session[]>
  /** A path to recorded editing sessions, where one was given. */
  readonly tracePath: string | undefined
}
export type Visit = { readonly room: string; readonly person: Person; readonly options?: SessionOptions }

const AT_ONCE = 50
/** Who is not let in by then has failed, and the workload says so. */
const PATIENCE_MS = 30_000

type Parts = Pick<Bench, 'target' | 'server' | 'storage' | 'databaseUrl' | 'tracePath'>

export function createBench(parts: Parts): Bench {
  const { target, server, storage } = parts
  const url = target.url(server.port)
  const door = () => openDoor(target.protocol, url)
  const begin = async ({ room, person, options }: Visit) => {
    const session = door().open(room, { ...options, token: await person.token() })
    const patience = setTimeout(() => session.close(), PATIENCE_MS)
    return session.ready.finally(() => clearTimeout(patience))
  }
  return {
    ...parts,
    fill: wanted => target.fill(storage, wanted),
    door,
    open: begin,
    async openAll(visits, width = AT_ONCE) {
      await Promise.all(visits.map(({ person }) => person.token()))
      return inLanes(visits, width, begin)
    },
  }
}
