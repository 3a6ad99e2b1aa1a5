import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { ImageId } from '#domain/contract/images.ts'
import { memoryImages } from '#tests/support/memory-images.ts'
import { createDiskStore } from './disk-store.ts'
import { imageStoreSuite } from './image-store.suite.ts'

const root = mkdtempSync(join(tmpdir(), 'galley-pictures-'))
afterAll(() => rmSync(root, { recursive: true }))
const folder = () => join(root, crypto.randomUUID())

imageStoreSuite('disk', async () => createDiskStore(folder()))
imageStoreSuite('memory, for tests', async () => memoryImages())

const ID = `${'k3'.repeat(13)}-96x64` as ImageId

test('[IM4] a file is there whole or not at all, and nothing else is left', async () => {
  const at = folder()
  const store = createDiskStore(at)
  await store.put(ID, '96.webp', new Uint8Array([1]))
  expect(readdirSync(at, { recursive: true }).sort()).toEqual(['k3', `k3/${ID}`, `k3/${ID}/96.webp`])
})

test('[IM4] a folder that cannot be used is told in words that may be repeated', async () => {
  const at = folder()
  writeFileSync(at, 'a file stands where the folder should')
  const store = createDiskStore(at)
  await expect(store.put(ID, '96.webp', new Uint8Array([1]))).rejects.toMatchObject({ code: 'storage_unavailable' })
  await expect(store.find(ID, '96.webp')).rejects.toMatchObject({ code: 'storage_unavailable' })
})
