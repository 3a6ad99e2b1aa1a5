/** A post that is begun private, and everything that others are sent meanwhile. */
import { expect, test } from 'vitest'
import { docName } from '#domain/contract/doc-names.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { createPost } from '#domain/services/posts.ts'
import { liveServer, openedTab, signIn } from '#tests/support/live.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { rawSocket } from '#tests/support/raw-socket.ts'
import { until } from '#tests/support/until.ts'
import { storesOf } from '#tests/support/workspace.ts'

const database = await testDatabase()
const { db } = database
const { url } = await liveServer(database)

test('[AU101] no frame of anybody else names a post that is begun private', async () => {
  const [anna, olga] = [await signIn(database, 'Anna'), await signIn(database, 'Olga')]
  const workspaceId = await addWorkspace(db, 'Harbour', { [anna.userId]: 'editor', [olga.userId]: 'owner' })
  const others = await rawSocket(url)
  await others.open(docName.feed(olga.userId), await olga.ticket())
  await others.open(docName.presence(workspaceId), await olga.ticket())
  const own = await openedTab(url, anna, docName.feed(anna.userId))
  const shows = (postId: string) => own.doc.getMap('posts').has(postId)

  const writes = await requireWorkspace(db, anna, workspaceId, 'edit')
  const begin = (title: string, access: 'private' | 'workspace') =>
    createPost(storesOf(database), writes, { title, markdown: 'Words.', access })
  const secret = await begin('Only mine 7f3a', 'private')
  await until(() => shows(secret))
  const writing = await openedTab(url, anna, docName.post(secret))
  writing.type('Words for me 9c1e')
  await until(() => writing.provider.unsyncedChanges === 0)

  const shared = await begin('For all', 'workspace')
  const sent = () => Buffer.concat(others.frames.map(({ rest }) => rest))
  await until(() => sent().includes(shared))
  for (const word of [secret, 'Only mine 7f3a', 'Words for me 9c1e']) expect(sent().includes(word), word).toBe(false)
  others.ws.terminate()
  writing.leave()
  own.leave()
})
