/** What every channel has to keep, whatever is behind it. */
import { expect, test } from 'vitest'
import { jsonFromMarkdown } from '#domain/text/markdown.ts'
import type { Account, Channel, PublishRequest } from './channel.ts'

export const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes or so').toString('base64')}`

export function requestFor(change: Partial<PublishRequest> = {}): PublishRequest {
  return {
    workspaceId: '0198f0a0-0000-7000-8000-000000000001',
    workspaceSlug: 'saltmarsh',
    workspaceName: 'Saltmarsh',
    postId: '0198f0a0-0000-7000-8000-000000000002',
    postSlug: 'a-buoy',
    versionId: '0198f0a0-0000-7000-8000-000000000003',
    versionAt: new Date('2026-04-01T07:00:00Z'),
    title: 'A buoy',
    content: jsonFromMarkdown('A buoy', 'It speaks.'),
    channelText: null,
    tags: [],
    images: [],
    contentHash: 'c0ffee',
    idempotencyKey: 'post:channel:version',
    attempt: 1,
    channelId: '0198f0a0-0000-7000-8000-000000000004',
    siteUrl: 'https://galley.example/p/saltmarsh/a-buoy',
    settings: {},
    secret: null,
    signal: new AbortController().signal,
    heard: () => undefined,
    ...change,
  }
}

type Opened = {
  readonly channel: Channel
  /** Lets the far side take what was sent. */
  settle(request: PublishRequest): Promise<void>
  readonly account?: Account
}

const OTHER_VERSION = '0198f0a0-0000-7000-8000-00000000000f'

/** @param open a channel whose far side has seen nothing yet */
export function channelSuite(name: string, open: () => Promise<Opened>): void {
  const begin = async () => {
    const { channel, settle, account } = await open()
    return { channel, settle, request: requestFor(account) }
  }

  test(`[OB42] ${name}: what was never sent is absent`, async () => {
    const { channel, request } = await begin()
    expect(await channel.lookUp(request)).toEqual({ kind: 'absent' })
  })

  test(`[OB42] ${name}: what was sent is found, at the address that was answered`, async () => {
    const { channel, settle, request } = await begin()
    const outcome = await channel.publish(request)
    expect(outcome.kind).toBe('published')
    await settle(request)
    expect(await channel.lookUp(request)).toEqual(outcome)
  })

  test(`[OB42] ${name}: the same sent twice is there once, at one address`, async () => {
    const { channel, settle, request } = await begin()
    const first = await channel.publish(request)
    await settle(request)
    expect(await channel.publish({ ...request, attempt: 2 })).toEqual(first)
  })

  test(`[OB42] ${name}: another version is not taken for it`, async () => {
    const { channel, settle, request } = await begin()
    await channel.publish(request)
    await settle(request)
    const other = {
      ...request,
      versionId: OTHER_VERSION,
      idempotencyKey: `post:channel:${OTHER_VERSION}`,
      versionAt: new Date(Date.now() + 3_600_000),
    }
    expect(await channel.lookUp(other)).toEqual({ kind: 'absent' })
  })
}
