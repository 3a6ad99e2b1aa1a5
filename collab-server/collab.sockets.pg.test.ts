import { describe, expect, test } from 'vitest'
import { LIMITS } from '#domain/contract/limits.ts'
import { textOf } from '#domain/log/update-log.suite.ts'
import { openHarbour } from '#tests/support/harbour.ts'
import { handshakeStatus, isSaved, liveServer, openedTab } from '#tests/support/live.ts'
import { addPublishingPost } from '#tests/support/people-and-posts.ts'
import { rawSocket } from '#tests/support/raw-socket.ts'
import { until } from '#tests/support/until.ts'

const {
  database,
  server: { url, metrics },
  log,
  anna,
  newPost,
  workspaceId,
} = await openHarbour()

describe('sockets', () => {
  test('[CN43] another site or a foreign Host gets 403', async () => {
    const refused = (headers: Record<string, string>) => handshakeStatus(url, headers)
    expect(await refused({ origin: 'https://evil.example' })).toBe(403)
    expect(await refused({ origin: 'null' })).toBe(403)
    expect(await refused({ origin: 'http://galley.test.evil.example' })).toBe(403)
    expect(await refused({ host: 'rebound.example' })).toBe(403)
    expect(await refused({ origin: 'http://galley.test' })).toBe(101)
    expect(await refused({ host: 'galley.test' })).toBe(101)
    expect(await refused({})).toBe(101)
  })

  test('[CN320] an address with the name or password of somebody in it is no door, and harms nobody', async () => {
    const { host } = new URL(url)
    for (const who of ['a:b', 'a', ':b'])
      expect(await handshakeStatus(`ws://${host}//${who}@collab.invalid/collab`)).toBe(404)
    expect(await handshakeStatus(url)).toBe(101)
  })

  test('[CN44] a heartbeat is answered', async () => {
    const raw = await rawSocket(url)
    raw.send('{"ping":17}')
    await until(() => raw.texts.includes('{"pong":17}'))
    raw.ws.terminate()
  })

  test('[PR200] pages hear of the server after silence, unless nobody looks at them; programs only what they ask', async () => {
    const page = await rawSocket(`${url}?editor=1`)
    const hidden = await rawSocket(`${url}?editor=1`)
    const program = await rawSocket(url)
    for (const raw of [page, hidden, program]) raw.send('{"ping":1}')
    hidden.send('{"ping":0}')
    await until(() => page.texts.filter(text => text === '{"pong":0}').length === 2)
    expect(hidden.texts).toEqual(['{"pong":1}', '{"pong":0}'])
    expect(program.texts).toEqual(['{"pong":1}'])
    for (const raw of [page, hidden, program]) raw.ws.terminate()
  })

  test('[CN45] long frames before a ticket, and too many documents', async () => {
    const early = await rawSocket(url)
    early.send(new Uint8Array(LIMITS.frameBytesUnauthenticated + 1))
    expect((await early.closed).reason).toBe('too_large')
    const huge = await rawSocket(url)
    huge.send(new Uint8Array(LIMITS.frameBytes + 1))
    expect((await huge.closed).code).toBe(1009)
    const greedy = await rawSocket(url)
    const ticket = await anna.ticket()
    const posts = await Promise.all(Array.from({ length: LIMITS.documentsPerSocket + 1 }, newPost))
    for (const { doc } of posts) greedy.auth(doc, ticket)
    const last = posts.at(-1)?.doc ?? ''
    await until(() => greedy.reasons(last).length > 0)
    expect(greedy.reasons(last)).toEqual(['rate_limited'])
    greedy.ws.terminate()
  })

  test('[CN45] who hangs up while their ticket is looked at does not count as there for ever', async () => {
    const other = await liveServer(database, { limits: { socketsPerUser: 2 } })
    const { doc } = await newPost()
    const ticket = await anna.ticket()
    for (let hasty = 0; hasty < 4; hasty++) {
      const raw = await rawSocket(other.url)
      raw.auth(doc, ticket)
      raw.ws.terminate()
    }
    await until(async () => (await other.metrics.sockets.get()).values.every(({ value }) => value === 0))
    const tab = await openedTab(other.url, anna, doc)
    await until(() => isSaved(tab))
  })

  test('[CN45] a socket without a good ticket is closed in time', async () => {
    const other = await liveServer(database, { limits: { authenticateWithinMs: 80 } })
    const raw = await rawSocket(other.url)
    expect(await raw.closed).toEqual({ code: 4401, reason: 'unauthenticated' })
  })

  test('[CN48] a stop stores what was received and says restarting', async () => {
    const { doc } = await newPost()
    const other = await liveServer(database)
    const tab = await openedTab(other.url, anna, doc)
    await until(() => isSaved(tab))
    for (let index = 0; index < 20; index++) tab.type('x')
    await until(() => tab.answers.length > 3)
    await other.stop()
    await until(() => tab.closes.length > 0)
    expect(tab.closes[0]).toEqual({ code: 1012, reason: 'restarting' })
    const stored = textOf(await log.load(doc)).match(/x/g)?.length ?? 0
    const acknowledged = tab.answers.filter(Boolean).length - 1
    expect(stored).toBeGreaterThanOrEqual(acknowledged)
  })

  test('[CN36] what is acknowledged is in the rows, with nothing but the rows', async () => {
    const { doc } = await newPost()
    const tab = await openedTab(url, anna, doc)
    for (let index = 0; index < 30; index++) {
      tab.type(`w${index} `)
      await until(() => isSaved(tab))
      expect(textOf(await log.load(doc, { ignoreSnapshots: true }))).toContain(`w${index} `)
    }
  })

  test('figures and health are there for operators', async () => {
    const http = url.replace('ws:', 'http:').replace('/collab', '')
    expect((await fetch(`${http}/healthz`)).status).toBe(200)
    expect((await fetch(`${http}/readyz`)).status).toBe(200)
    expect(await (await fetch(`${http}/metrics`)).text()).toContain('galley_updates_total')
    expect((await fetch(`${http}/collab`)).status).toBe(404)
    expect((await metrics.sockets.get()).values[0]?.value).toBeGreaterThanOrEqual(0)
  })

  test('[OB350] figures say how many deliveries have had no answer for five minutes', async () => {
    const { db } = database
    const figure = async () => {
      const text = await (await fetch(`${url.replace('ws:', 'http:').replace('/collab', '')}/metrics`)).text()
      return text.match(/^galley_deliveries_stuck (\d+)$/m)?.[1]
    }
    expect(await figure()).toBe('0')
    const title = 'A buoy'
    const { postId, deliveryId } = await addPublishingPost(db, {
      workspaceId,
      userId: anna.userId,
      title,
      markdown: '',
    })
    expect(await figure()).toBe('0')
    const updatedAt = new Date(Date.now() - 6 * 60_000)
    await db.post.update({ where: { id: postId }, data: { updatedAt } })
    await db.delivery.update({ where: { id: deliveryId }, data: { updatedAt } })
    expect(await figure()).toBe('1')
    await db.delivery.update({ where: { id: deliveryId }, data: { state: 'unconfirmed' } })
    expect(await figure()).toBe('0')
  })
})
