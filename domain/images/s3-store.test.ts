import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ImageId } from '#domain/contract/images.ts'
import { openS3, S3_KEYS, type S3Server } from '#tests/support/s3-server.ts'
import { imageStoreSuite } from './image-store.suite.ts'
import { createS3Store } from './s3-store.ts'

let server: S3Server
beforeAll(async () => {
  server = await openS3()
})
afterAll(() => server.close())

const settings = (bucket: string) => ({ endpoint: server.url, bucket, region: 'eu-test-1', ...S3_KEYS })

imageStoreSuite('S3', async () => createS3Store(settings(server.addBucket())))

const ID = `${'k3'.repeat(13)}-96x64` as ImageId

describe('[IM4] an S3 store that does not take part', () => {
  test('with a wrong key, or without its bucket, refuses in words that may be repeated', async () => {
    const bucket = server.addBucket()
    const trouble = { code: 'storage_unavailable', message: expect.stringContaining('store of pictures') }
    const wrong = createS3Store({ ...settings(bucket), secretAccessKey: 'not the secret' })
    await expect(wrong.put(ID, '96.webp', new Uint8Array([1]))).rejects.toMatchObject(trouble)
    await expect(wrong.find(ID, '96.webp')).rejects.toMatchObject(trouble)
    await expect(createS3Store(settings('no-such')).put(ID, '96.webp', new Uint8Array([1]))).rejects.toMatchObject(
      trouble,
    )
    expect(server.sizeOf(bucket)).toBe(0)
  })

  test('for a moment is asked again; for longer it is told', async () => {
    const store = createS3Store(settings(server.addBucket()))
    server.failNext(2)
    await store.put(ID, '96.webp', new Uint8Array([1]))
    expect(await store.find(ID, '96.webp')).toEqual(new Uint8Array([1]))
    server.failNext(3)
    await expect(store.find(ID, '96.webp')).rejects.toMatchObject({ code: 'storage_unavailable' })
  })
})
