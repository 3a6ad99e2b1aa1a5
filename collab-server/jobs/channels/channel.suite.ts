/** What every channel has to keep, whatever is behind it. */
import { expect, test } from 'vitest'
import { jsonFromMarkdown } from '#domain/text/markdown.ts'
import type { Channel, PublishRequest } from './channel.ts'

export function requestFor(change: Partial<PublishRequest> = {}): PublishRequest {
  return {
    workspaceId: '0198f0a0-0000-7000-8000-000000000001',
    workspaceSlug: 'saltmarsh',
    postId: '0198f0a0-0000-7000-8000-000000000002',
    postSlug: 'a-buoy',
    versionId: '0198f0a0-0000-7000-8000-000000000003',
    title: 'A buoy',
    content: jsonFromMarkdown('A buoy', 'It speaks.'),
    contentHash: 'c0ffee',
    idempotencyKey: 'post:channel:version',
    settings: {},
    signal: new AbortController().signal,
    ...change,
  }
}

/** @param open a channel whose far side has seen nothing yet, and a way to let it take what was sent */
export function channelSuite(
  name: string,
  open: () => Promise<{ channel: Channel; settle(request: PublishRequest): Promise<void> }>,
): void {
  test(`${name}: what was never sent is absent`, async () => {
    const { channel } = await open()
    expect(await channel.lookUp(requestFor())).toEqual({ kind: 'absent' })
  })

  test(`${name}: what was sent is found, at the address that was answered`, async () => {
    const { channel, settle } = await open()
    const outcome = await channel.publish(requestFor())
    expect(outcome.kind).toBe('published')
    await settle(requestFor())
    expect(await channel.lookUp(requestFor())).toEqual(outcome)
  })

  test(`${name}: the same sent twice is there once, at one address`, async () => {
    const { channel, settle } = await open()
    const first = await channel.publish(requestFor())
    await settle(requestFor())
    expect(await channel.publish(requestFor())).toEqual(first)
  })

  test(`${name}: another version is not taken for it`, async () => {
    const { channel, settle } = await open()
    await channel.publish(requestFor())
    await settle(requestFor())
    const other = requestFor({ versionId: '0198f0a0-0000-7000-8000-00000000000f' })
    expect(await channel.lookUp(other)).toEqual({ kind: 'absent' })
  })
}
