/** Edits that were committed elsewhere — by web, by another node — reach the rooms that are open here. SPEC UL11, CN41. */
import type { Extension } from '@hocuspocus/server'
import type { Logger } from 'pino'
import { NOTIFY } from '#domain/contract/events.ts'
import type { CatchUp } from '../catch-up.ts'
import type { Notices } from '../notices.ts'
import type { Room, Rooms } from '../rooms.ts'

type Options = { readonly rooms: Rooms; readonly catchUp: CatchUp; readonly notices: Notices; readonly logger: Logger }

export function otherNodes({ rooms, catchUp, notices, logger }: Options): Extension {
  return {
    extensionName: 'other-nodes',
    async onConfigure() {
      notices.on(NOTIFY.log, hear)
      // Whatever was told while nobody listened.
      notices.onListening(readAll)
    },
    async afterLoadDocument({ document }) {
      const room = rooms.of(document)
      // Rows committed between the load and this moment were told to a room that was not open yet.
      if (room) void read(room)
    },
  }

  function readAll(): void {
    for (const room of rooms.all()) void read(room)
  }

  /** @param payload `<document> <number>`; empty when more may have been appended than was told */
  function hear(payload: string): void {
    if (payload === '') readAll()
    const [doc = '', seq = ''] = payload.split(' ')
    const room = rooms.find(doc)
    if (!room) return
    room.heard = Math.max(room.heard, Number(seq))
    // Our own appends are told too, mostly before their answer: their outcome looks at what was heard.
    if (room.heard > room.seq && room.appending === 0) void read(room)
  }

  async function read(room: Room): Promise<void> {
    try {
      await catchUp(room)
    } catch (error) {
      logger.warn({ err: error, doc: room.name }, 'rows of others could not be read yet')
    }
  }
}
