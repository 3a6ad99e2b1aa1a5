import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSettings } from '#domain/config.ts'
import type { ImageId } from '#domain/contract/images.ts'
import { openS3, S3_KEYS } from '#tests/support/s3-server.ts'
import { openImageStore } from './open-store.ts'

const ID = `${'k3'.repeat(13)}-96x64` as ImageId
const BYTES = new Uint8Array([1, 2, 3])

test('[IM280] the environment says where pictures are kept: with S3_* there and nowhere else, without on the disk', async () => {
  const server = await openS3()
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'galley-store-'))
  try {
    const bucket = server.addBucket()
    const there = openImageStore(
      readSettings({
        DATA_DIR,
        S3_ENDPOINT: server.url,
        S3_BUCKET: bucket,
        S3_ACCESS_KEY_ID: S3_KEYS.accessKeyId,
        S3_SECRET_ACCESS_KEY: S3_KEYS.secretAccessKey,
      }),
    )
    await there.put(ID, '96.webp', BYTES)
    expect(await there.find(ID, '96.webp')).toEqual(BYTES)
    expect(server.sizeOf(bucket)).toBe(1)
    expect(readdirSync(DATA_DIR)).toEqual([])

    const here = openImageStore(readSettings({ DATA_DIR }))
    await here.put(ID, '96.webp', BYTES)
    expect(await here.find(ID, '96.webp')).toEqual(BYTES)
    expect(server.sizeOf(bucket)).toBe(1)
    expect(readdirSync(DATA_DIR)).toEqual(['images'])
  } finally {
    rmSync(DATA_DIR, { recursive: true })
    await server.close()
  }
})
