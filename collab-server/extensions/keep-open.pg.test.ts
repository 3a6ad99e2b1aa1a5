import { afterEach, expect, test } from 'vitest'
import { addLivePost, isSaved, leaveAll, liveServer, openedTab, signIn } from '#tests/support/live.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { rawSocket } from '#tests/support/raw-socket.ts'
import { until } from '#tests/support/until.ts'

const database = await testDatabase()
const { url, hocuspocus, metrics } = await liveServer(database)
const anna = await signIn(database, 'Anna')
const ben = await signIn(database, 'Ben')
const workspaceId = await addWorkspace(database.db, 'Harbour', { [anna.userId]: 'owner', [ben.userId]: 'editor' })

afterEach(leaveAll)

test('[CN109] whoever leaves a room that was unloaded does not take the one away that was opened since', async () => {
  const { doc } = await addLivePost(database, workspaceId, anna.userId)
  const first = await openedTab(url, anna, doc)
  const unloaded = hocuspocus.documents.get(doc)
  first.leave()
  await until(() => !hocuspocus.documents.has(doc))
  const one = await openedTab(url, anna, doc)
  const open = hocuspocus.documents.get(doc)
  if (!unloaded || !open) throw new Error('The room was not open')
  await hocuspocus.unloadDocument(unloaded)
  expect(hocuspocus.documents.get(doc)).toBe(open)
  const other = await openedTab(url, ben, doc)
  one.type('still one room')
  await until(() => isSaved(one) && other.text() === 'still one room')
})

test('[CN109] who is gone before the document stands is counted neither in nor out', async () => {
  const { doc } = await addLivePost(database, workspaceId, anna.userId)
  const counted = async () => (await metrics.connections.get()).values[0]?.value
  const stays = await openedTab(url, anna, `feed:${anna.userId}`)
  await until(async () => (await counted()) === 1)
  for (let round = 0; round < 10; round++) {
    const raw = await rawSocket(url)
    raw.auth(doc, await ben.ticket())
    await until(() => hocuspocus.loadingDocuments.has(doc) || raw.frames.length > 0)
    raw.ws.terminate()
    await until(() => !hocuspocus.loadingDocuments.has(doc) && !hocuspocus.documents.has(doc))
  }
  await until(async () => (await counted()) === 1)
  stays.leave()
  await until(async () => (await counted()) === 0)
})
