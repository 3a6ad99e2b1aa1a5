/**
 * Tells people that they were called into a text, as the row that does it is applied: what is told of is committed. Rows
 * of other nodes and of the API are looked at too; a mention is told of once, however many look. SPEC CM41–CM43.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Extension } from '@hocuspocus/server'
import type { Logger } from 'pino'
import type * as Y from 'yjs'
import { parseDocName } from '#domain/contract/doc-names.ts'
import type { PostId, UserId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { UpdateLog } from '#domain/log/update-log.ts'
import { notifyOfTextMentions } from '#domain/services/mentions.ts'
import { mayMention, newMentionsIn } from '#domain/text/new-mentions.ts'
import type { Db } from '#prisma/client.ts'
import type { Room, Rooms } from '../rooms.ts'
import { createTokenBucket } from '../transport/token-bucket.ts'

const RETRY_MS = [200, 1_000, 5_000, 20_000] as const
const MOST_PEOPLE = 10_000
const PER_SECOND = LIMITS.mentionsPerMinute / 60

type Options = {
  readonly db: Db
  readonly log: UpdateLog
  readonly rooms: Rooms
  readonly logger: Logger
}

export function tellMentions({ db, log, rooms, logger }: Options): Extension {
  /** Beyond its rate a person's mentions are words: nobody is called a thousand times. */
  const patience = new Map<string, ReturnType<typeof createTokenBucket>>()
  let stopped = false

  return {
    extensionName: 'tell-mentions',
    async afterLoadDocument({ document }) {
      const room = rooms.of(document)
      const ref = parseDocName(document.name)
      if (!room || ref?.kind !== 'post') return
      const { postId } = ref
      document.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
        if (mayMention(update, transaction)) look(postId, room, update)
      })
      void lookBehind(postId, room)
    },
    async onDestroy() {
      stopped = true
    },
  }

  function look(postId: PostId, room: Room, update: Uint8Array): void {
    const found = newMentionsIn(update, room.document)
    if (found.length === 0) return
    // Who owns a client id is known once the row is in.
    queueMicrotask(() => {
      const byAuthor = Map.groupBy(found, ({ client }) => room.owners.get(client) ?? '')
      for (const [author, mentions] of byAuthor) {
        const told = author === '' ? [] : mentions.filter(() => isPatient(author))
        if (told.length > 0) void tell(postId, author as UserId, told)
      }
    })
  }

  /** A process that was killed between the commit and the notice left the row of the post behind its text as well. */
  async function lookBehind(postId: PostId, room: Room): Promise<void> {
    try {
      const post = await db.post.findUnique({ where: { id: postId }, select: { textSeq: true } })
      if (!post || post.textSeq >= room.seq) return
      for (const { update } of await log.readAfter(room.name, post.textSeq)) look(postId, room, update)
    } catch (error) {
      logger.warn({ err: error, doc: room.name }, 'mentions from before could not be looked for')
    }
  }

  function isPatient(author: string): boolean {
    if (patience.size > MOST_PEOPLE) patience.clear()
    const known = patience.get(author) ?? createTokenBucket(PER_SECOND, LIMITS.mentionsPerMinute)
    patience.set(author, known)
    return known.take()
  }

  async function tell(
    postId: PostId,
    author: UserId,
    mentions: Parameters<typeof notifyOfTextMentions>[3],
  ): Promise<void> {
    for (const waitMs of [0, ...RETRY_MS]) {
      if (waitMs > 0) await sleep(waitMs, undefined, { ref: false })
      if (stopped) return
      try {
        return await notifyOfTextMentions(db, postId, author, mentions)
      } catch (error) {
        logger.warn({ err: error, postId }, 'a mention could not be told of yet')
      }
    }
  }
}
