/** The servers that Galley is measured beside, as they come: no check of anybody, defaults everywhere. */
import type { Stage, Storage, Target, Wanted } from './target.ts'

const FOLDER = 'tests/bench/peers'

const inMemory = {
  environment: ({ port }: { port: number }) => ({ HOST: '127.0.0.1', PORT: String(port) }),
  holdsDocuments: true,
  stores: false,
  needsPostgres: false,
  saysReady: false,
  fill: async (_storage: Storage, wanted: Wanted) => namesFor(wanted),
} satisfies Partial<Target>

export const hocuspocus: Target = {
  ...inMemory,
  name: 'hocuspocus',
  protocol: 'hocuspocus',
  program: `${FOLDER}/hocuspocus.js`,
  url: port => `ws://127.0.0.1:${port}/`,
}

export const hocuspocusPostgres: Target = {
  ...hocuspocus,
  name: 'hocuspocus-pg',
  stores: true,
  needsPostgres: true,
  environment: ({ port, databaseUrl }) => ({
    ...inMemory.environment({ port }),
    STORE: 'postgres',
    DATABASE_URL: databaseUrl,
  }),
  async fill({ pool }, wanted) {
    const stage = namesFor(wanted)
    const rooms = stage.teams.flatMap(({ posts }) => posts.map(({ room }) => room))
    await pool?.query('insert into documents (name, state) select unnest($1::text[]), $2::bytea', [
      rooms,
      Buffer.from(wanted.state),
    ])
    return stage
  },
}

export const yWebsocket: Target = {
  ...inMemory,
  name: 'y-websocket',
  protocol: 'y-websocket',
  program: `${FOLDER}/y-websocket.js`,
  url: port => `ws://127.0.0.1:${port}`,
}

/** A relay: what passing bytes on costs, with nothing held and nothing stored. */
export const socketIo: Target = {
  ...inMemory,
  name: 'socket.io',
  protocol: 'socket.io',
  program: `${FOLDER}/socket-io.js`,
  url: port => `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`,
  holdsDocuments: false,
}

/** Names of the same length as ours. */
function namesFor({ teams, peopleInTeam, postsInTeam }: Wanted): Stage {
  return {
    teams: Array.from({ length: teams }, (_team, team) => {
      const presence = `presence:${crypto.randomUUID()}`
      return {
        people: Array.from({ length: peopleInTeam }, () => ({
          id: crypto.randomUUID(),
          team,
          token: async () => 'anybody',
        })),
        posts: Array.from({ length: postsInTeam }, () => {
          const id = crypto.randomUUID()
          return { id, room: `post:${id}`, team }
        }),
        sideRooms: ({ id }) => [`feed:${id}`, presence],
      }
    }),
  }
}
