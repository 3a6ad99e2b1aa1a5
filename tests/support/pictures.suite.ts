import { beforeAll, describe, expect, test } from 'vitest'
import type { Channel, PublishRequest } from '#collab/jobs/channels/channel.ts'
import type { ImageId } from '#domain/contract/images.ts'
import type { ImageStore } from '#domain/images/image-store.ts'
import type { SocialServer } from './social-servers.ts'

type Network = {
  readonly name: string
  /** In the path of the call that takes a picture. */
  readonly uploadPath: string
  readonly channel: Channel
  readonly images: ImageStore
  readonly server: () => SocialServer
  readonly request: (change?: Partial<PublishRequest>) => PublishRequest
}

/** What every network does that takes four pictures with a post. */
export function picturesSuite({ name, uploadPath, channel, images, server, request }: Network): void {
  describe(`[IM16] pictures on ${name}`, () => {
    const ids = ['k3', 'q7', 'm5', 'n2', 'p4'].map(letters => `${letters.repeat(13)}-960x640` as ImageId)
    const carried = ids.map((id, index) => ({ id, alt: index === 1 ? '' : `Picture ${index + 1} & “words”` }))
    const bytesOf = (index: number) => Uint8Array.from([0xff, 0xd8, 0x0d, 0x0a, 0x00, index])
    beforeAll(async () => {
      for (const [index, id] of ids.entries()) await images.put(id, 'share.jpg', bytesOf(index))
    })

    test('come along, the first four, byte for byte, each with its words', async () => {
      expect(await channel.publish(request({ images: carried }))).toMatchObject({ kind: 'published' })
      expect(server().posts).toHaveLength(1)
      expect(server().posts[0]?.text).toContain('https://galley.example/p/saltmarsh/a-buoy')
      const seen = server().posts[0]?.pictures.map(({ alt, bytes }) => [alt, [...bytes]])
      expect(seen).toEqual(carried.slice(0, 4).map(({ alt }, index) => [alt, [...bytesOf(index)]]))
    })

    test('that do not get there are certain: the post was not sent, and is tried again where that helps', async () => {
      const sent = request({ images: carried.slice(0, 1) })
      server().break(({ path }) => (path.includes(uploadPath) ? 'silence' : null))
      expect(await channel.publish(sent)).toMatchObject({ kind: 'rejected', retryAfterMs: 0 })
      server().break(({ path }) => (path.includes(uploadPath) ? { status: 503, body: {} } : null))
      expect(await channel.publish(sent)).toMatchObject({ kind: 'rejected', retryAfterMs: 0 })
      server().break(({ path }) => (path.includes(uploadPath) ? { status: 422, body: { error: 'Too dark' } } : null))
      expect(await channel.publish(sent)).toEqual({
        kind: 'rejected',
        reason: 'A picture was not taken. It answered 422: Too dark Nothing was posted.',
      })
      expect(server().posts).toEqual([])
      server().break(null)
      expect(await channel.publish({ ...sent, attempt: 2 })).toMatchObject({ kind: 'published' })
      expect(server().posts).toHaveLength(1)
    })

    test('that are not in the store are said, before anything is sent', async () => {
      const lost = [{ id: `${'zz'.repeat(13)}-10x10` as ImageId, alt: '' }]
      expect(await channel.publish(request({ images: lost }))).toEqual({
        kind: 'rejected',
        reason: 'A picture of this post is not in the store of pictures. Nothing was posted.',
      })
      expect(server().posts).toEqual([])
    })
  })
}
