/** A server that can be measured: how it is started, spoken to, and filled with documents and people. */
import type pg from 'pg'
import type { Protocol } from '../wire/doors.ts'

export type Target = {
  readonly name: string
  readonly protocol: Protocol
  /** File that node runs, from the top of the repository. */
  readonly program: string
  /** Of node, as it is started with them in use; its own choice for those who say none. */
  readonly flags?: readonly string[]
  readonly environment: (place: { port: number; databaseUrl: string }) => Readonly<Record<string, string>>
  readonly url: (port: number) => string
  /** Relays hold no document: there is nothing to sync, open or lose. */
  readonly holdsDocuments: boolean
  /** What is in it survives a kill, or is meant to. */
  readonly stores: boolean
  /** Text frame that open tabs send every two seconds; the peers' tabs send none. */
  readonly heartbeat?: string
  /** Sends `ready` to its parent. */
  readonly saysReady: boolean
  /** Wants the embedded Postgres. */
  readonly needsPostgres: boolean
  /** Whether its first start has done what it puts off; the peers put nothing off. */
  readonly isSettled?: (store: Storage) => Promise<boolean>
  readonly prepareDatabase?: (databaseUrl: string) => Promise<void>
  /** Documents with that state in storage where it has one, and people who may write in them. */
  readonly fill: (store: Storage, wanted: Wanted) => Promise<Stage>
}

export type Storage = { readonly pool: pg.Pool | undefined }
/** Teams of people with posts of their own; every member may write in every post of the team. */
export type Wanted = {
  readonly teams: number
  readonly peopleInTeam: number
  readonly postsInTeam: number
  /** Yjs update v1 that each post begins with. */
  readonly state: Uint8Array
}

export type Person = {
  readonly id: string
  readonly team: number
  /** Fresh enough to be shown; the same one for some seconds. */
  readonly token: () => Promise<string>
}
export type Post = { readonly id: string; readonly room: string; readonly team: number }
export type Team = {
  readonly people: readonly Person[]
  readonly posts: readonly Post[]
  /** Rooms of a whole tab beside its post: the person's feed and the team's presence. */
  readonly sideRooms: (person: Person) => readonly string[]
}
export type Stage = { readonly teams: readonly Team[] }
