/** One open post as a page has it, against a whole collab-server: what the save sign says while the server does not take it. */
import { afterAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { addLivePost, liveServer, type Person, signIn } from '#tests/support/live.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import type { ConnectionState } from '#web/realtime/connection.ts'
import { openPostSession, type PostSession } from '#web/realtime/post-session.ts'
import { type Socket, Transport } from '#web/realtime/socket.ts'
import { createStore } from '#web/realtime/store.ts'

const LIVE: ConnectionState = { phase: 'live', attempt: 0, troubles: new Set(), refusal: null }

const database = await testDatabase()
const { url } = await liveServer(database, { limits: { documentBytes: 4_000 } })
const anna = await signIn(database, 'Anna')
const workspaceId = await addWorkspace(database.db, 'Harbour', { [anna.userId]: 'owner' })

/** A page without a screen: its socket is open and stays so. */
function openPost(person: Person, postId: string): PostSession {
  const nothing = () => undefined
  const transport = new Transport({ onText: nothing, onBytes: nothing }, { open: nothing, closed: nothing })
  const socket: Socket = {
    transport,
    state: createStore(LIVE),
    roundTripMs: createStore<number | undefined>(undefined),
    token: person.ticket,
    forgetTicket: nothing,
    proven: nothing,
    retry: nothing,
    stop: nothing,
  }
  const me = { id: person.userId, name: 'Anna', color: 1 }
  const session = openPostSession({ socket, me, postId, afterDrift: false, onDrift: nothing })
  transport.open(url)
  afterAll(() => {
    session.close()
    transport.destroy()
  })
  return session
}

test('[CN78] a text that was too large and is shortened by undo is stored, without a reload', async () => {
  const { postId } = await addLivePost(database, workspaceId, anna.userId)
  const page = openPost(anna, postId)
  const sign = () => page.status.get().save
  await until(() => sign().state === 'saved')

  const paragraph = page.doc.getXmlFragment('body').get(1) as Y.XmlElement
  const line = new Y.XmlText()
  paragraph.insert(0, [line])
  const undo = new Y.UndoManager(line, { captureTimeout: 0 })
  line.insert(0, 'short')
  await until(() => sign().state === 'saved')

  line.insert(5, 'x'.repeat(10_000))
  await until(() => sign().state === 'cant_save')
  expect(sign()).toMatchObject({ reason: 'too_large', changes: 1 })
  // More of it does not hide the reason.
  line.insert(5, 'y')
  await until(() => page.status.get().waiting === 2)
  expect(sign()).toMatchObject({ state: 'cant_save', reason: 'too_large' })

  undo.undo()
  undo.undo()
  expect(line.toString()).toBe('short')
  await until(() => sign().state === 'saved')
  expect(page.status.get().waiting).toBe(0)
  line.insert(5, ' and stored')
  await until(() => sign().state === 'saved')

  const other = openPost(anna, postId)
  await until(() => other.status.get().text === 'shown')
  expect(other.doc.getXmlFragment('body').toString()).toContain('short and stored')
})
