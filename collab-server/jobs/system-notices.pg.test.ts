import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { ChannelId } from '#domain/contract/ids.ts'
import { placeOf } from '#domain/contract/notice-place.ts'
import { createMailer } from '#domain/mail/mailer.ts'
import { findFeed } from '#domain/queries/feed.ts'
import { type Principal, requireWorkspace } from '#domain/services/access.ts'
import { createChannel } from '#domain/services/channels.ts'
import { writePreferences } from '#domain/services/notice-preferences.ts'
import { tellOfDamage } from '#domain/services/system-notices.ts'
import { memoryImages } from '#tests/support/memory-images.ts'
import { addPublishingPost } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addDraft, addTeam, storesOf, type TestWorkspace } from '#tests/support/workspace.ts'
import { createChannels } from './channels/channels.ts'
import { createMailWatch } from './mail-watch.ts'
import { publishDelivery } from './publish-post.ts'
import { sendDigests } from './send-digests.ts'

const database = await testDatabase()
const { db } = database
const logger = pino({ level: 'silent' })
const AUTH_SECRET = 'a secret of at least 32 characters, for tests'
const PUBLIC_URL = 'https://galley.example'

let team: TestWorkspace
beforeEach(async () => {
  await db.workspace.deleteMany()
  team = await addTeam(database)
})

async function systemNotices({ userId }: Principal) {
  const { notifications } = await findFeed(db, userId)
  return [...notifications.values()]
    .filter(({ kind }) => kind === 'system')
    .map(notice => ({ title: notice.title, severity: notice.severity, body: notice.body, place: placeOf(notice) }))
}

async function publish(channelId: string, authSecret = AUTH_SECRET): Promise<void> {
  const { workspaceId, people } = team
  const post = { workspaceId, userId: people.editor.userId, title: 'A buoy', markdown: 'It speaks.', channelId }
  const { deliveryId } = await addPublishingPost(db, post)
  const options = { db, publicUrl: PUBLIC_URL, authSecret, images: memoryImages() }
  const channels = createChannels({ ...options, allowedPrivateNetworks: ['127.0.0.0/8'] })
  await publishDelivery(
    {
      ...options,
      channels: new Map(channels.map(channel => [channel.kind, channel])),
      logger,
      signal: AbortSignal.timeout(20_000),
    },
    deliveryId,
  )
}

describe('a channel that takes nothing', () => {
  const server = createServer((_, response) => response.writeHead(401).end('{"message":"No such key"}'))
  afterAll(() => new Promise(resolve => server.close(resolve)))
  const addWebhook = async (): Promise<ChannelId> => {
    if (!server.listening) await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const manages = await requireWorkspace(db, team.people.admin, team.workspaceId, 'manage')
    const { workspaceId } = team
    const made = { workspaceId, kind: 'webhook', name: 'Newsroom', settings: { url } } as const
    return (await createChannel(db, manages, made, AUTH_SECRET)).channelId
  }

  test('[NT50] switched off, it is told to those who manage, once for many posts, and to nobody else', async () => {
    await db.channel.update({ where: { id: team.channelId }, data: { enabled: false } })
    await publish(team.channelId)
    await publish(team.channelId)
    for (const manager of [team.people.owner, team.people.admin]) {
      expect(await systemNotices(manager)).toEqual([
        {
          title: '“Site” takes no posts',
          severity: 'warning',
          body: 'Site is switched off. Switch it on in Settings, or leave it out.',
          place: '/settings/channels',
        },
      ])
    }
    for (const other of [team.people.publisher, team.people.editor, team.people.stranger]) {
      expect(await systemNotices(other)).toEqual([])
    }
  })

  test('[NT50] its secret refused there, or unreadable here, is an error in its own words', async () => {
    await publish(await addWebhook())
    await publish(await addWebhook(), 'another secret of 32 characters, or more of them')
    const told = await systemNotices(team.people.owner)
    expect(told.map(({ title, severity }) => [title, severity])).toEqual([
      ['“Newsroom” takes no posts', 'error'],
      ['“Newsroom” takes no posts', 'error'],
    ])
    expect(told.map(({ body }) => body).sort()).toEqual([
      'It answered 401: No such key',
      'The secret of this channel cannot be read: AUTH_SECRET was changed. Renew it in Settings.',
    ])
  })

  test('[NT50] who wants nothing of the server in the inbox gets nothing', async () => {
    await writePreferences(db, team.people.admin.userId, { topics: { system: { inbox: false } }, watchOnComment: true })
    await db.channel.update({ where: { id: team.channelId }, data: { enabled: false } })
    await publish(team.channelId)
    expect(await systemNotices(team.people.admin)).toEqual([])
    expect(await systemNotices(team.people.owner)).toHaveLength(1)
  })
})

describe('mails that cannot be sent', () => {
  async function failedRound() {
    const mailer = createMailer('smtp://127.0.0.1:1')
    try {
      return await sendDigests({
        db,
        mailer,
        logger,
        publicUrl: PUBLIC_URL,
        authSecret: AUTH_SECRET,
        from: 'galley@galley.example',
        signal: AbortSignal.timeout(20_000),
      })
    } finally {
      mailer.close()
    }
  }

  test('[NT50] are told after three rounds in a row, not after one that worked in between, and once', async () => {
    await db.notification.create({
      data: {
        userId: team.people.editor.userId,
        workspaceId: team.workspaceId,
        kind: 'member_joined',
        subject: 'Saltmarsh',
        groupKey: 'waits for a mail',
        mailDueAt: new Date(0),
      },
    })
    const round = await failedRound()
    expect(round).toMatchObject({ people: 0, trouble: expect.any(String) })
    const watch = createMailWatch(db)
    await watch.after(round)
    await watch.after(round)
    await watch.after({ people: 1, trouble: null })
    await watch.after(round)
    await watch.after(null)
    await watch.after(round)
    expect(await systemNotices(team.people.owner)).toEqual([])
    await watch.after(round)
    await watch.after(round)
    const told = { title: 'Mails cannot be sent', severity: 'error', body: round?.trouble }
    expect(await systemNotices(team.people.owner)).toEqual([{ ...told, place: '/settings/notifications' }])
    expect(await systemNotices(team.people.editor)).toEqual([])
  })
})

describe('a stored text that was damaged', () => {
  test('[NT50] is told to its author and to those who manage, and opens the post', async () => {
    const postId = await addDraft(storesOf(database), team)
    await tellOfDamage(db, `post:${postId}`, true)
    await tellOfDamage(db, `post:${postId}`, true)
    for (const person of [team.people.editor, team.people.owner]) {
      expect(await systemNotices(person)).toEqual([
        {
          title: 'What is stored of “A buoy” was damaged and is put right',
          severity: 'warning',
          body: 'Read it once: it should be as you left it.',
          place: `/posts/${postId}`,
        },
      ])
    }
  })

  test('[NT50] names a private post to nobody who may not see it', async () => {
    const postId = await addDraft(storesOf(database), team)
    await db.post.update({ where: { id: postId }, data: { access: 'private' } })
    await tellOfDamage(db, `post:${postId}`, false)
    await tellOfDamage(db, 'feed:somebody', false)
    expect(await systemNotices(team.people.owner)).toEqual([])
    expect(await systemNotices(team.people.editor)).toMatchObject([
      { title: 'What is stored of “A buoy” is damaged', severity: 'error' },
    ])
  })
})
