/** The log of a post, behind the server's back: what stands in it, and rows that no editor of ours would write. */
import pg from 'pg'
import { pino } from 'pino'
import * as Y from 'yjs'
import type { UserId } from '#domain/contract/ids.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { foldUpdates } from '#domain/log/same-content.ts'
import { galley } from './galley.ts'
import type { Person } from './people.ts'

async function withLog<T>(use: (log: ReturnType<typeof createPostgresLog>) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: galley().databaseUrl })
  try {
    return await use(createPostgresLog({ pool, logger: pino({ level: 'silent' }) }))
  } finally {
    await pool.end()
  }
}

/** The post as its rows add up. */
export function storedDoc(postId: string): Promise<Y.Doc> {
  return withLog(async log => foldUpdates((await log.load(`post:${postId}`)).updates))
}

/** Its body as XML. */
export async function storedText(postId: string): Promise<string> {
  return (await storedDoc(postId)).getXmlFragment('body').toString()
}

/** Appends what `change` does, as a row of that person which nothing has looked at. */
export async function writeUnseen(by: Person, postId: string, change: (body: Y.XmlFragment) => void): Promise<void> {
  const doc = await storedDoc(postId)
  const before = Y.encodeStateVector(doc)
  doc.transact(() => change(doc.getXmlFragment('body')))
  await withLog(log =>
    log.append({
      doc: `post:${postId}`,
      update: Y.encodeStateAsUpdate(doc, before),
      author: by.id as UserId,
      clients: [doc.clientID],
    }),
  )
}
