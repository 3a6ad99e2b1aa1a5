import { describe, expect, test } from 'vitest'
import { testDatabase } from '#tests/support/postgres.ts'
import { channelSuite, requestFor } from './channel.suite.ts'
import { createDemoChannel } from './demo.ts'

const { db } = await testDatabase()
const channel = createDemoChannel({ db })
const settle = async () => undefined

for (const behaviour of ['succeed', 'late'] as const) {
  channelSuite(`demo that is to ${behaviour}`, async () => {
    await db.demoPost.deleteMany()
    return { channel, settle, account: { settings: { behaviour, delayMs: 1 }, secret: null } }
  })
}

describe('the demo channel', () => {
  test('[OB42] refusing, it has nothing afterwards', async () => {
    await db.demoPost.deleteMany()
    const request = requestFor({ settings: { behaviour: 'fail', delayMs: 1 } })
    expect(await channel.publish(request)).toMatchObject({ kind: 'rejected' })
    expect(await channel.lookUp(request)).toEqual({ kind: 'absent' })
  })

  test('[OB42] saying nothing, it has the post all the same', async () => {
    const request = requestFor({ settings: { behaviour: 'time-out', delayMs: 1 } })
    expect(await channel.publish(request)).toMatchObject({ kind: 'unknown' })
    expect(await channel.lookUp(request)).toEqual({ kind: 'published', url: null })
    expect(await db.demoPost.count()).toBe(1)
  })

  test('[OB41] a test says what it is set to, and takes no post', async () => {
    await db.demoPost.deleteMany()
    const request = { ...requestFor(), channelName: 'Demo', testId: 'a' }
    expect(await channel.test({ ...request, settings: { behaviour: 'late', delayMs: 2500 } })).toEqual({
      works: true,
      words: 'It takes every post and says so after 2.5 s.',
    })
    expect(await channel.test({ ...request, settings: { behaviour: 'fail' } })).toMatchObject({ works: false })
    expect(await db.demoPost.count()).toBe(0)
  })
})
