/** What every store of pictures has to keep, wherever the files are. */
import { expect, test } from 'vitest'
import type { ImageId } from '#domain/contract/images.ts'
import type { ImageStore } from './image-store.ts'

const ID = `${'k3'.repeat(13)}-96x64` as ImageId
const OTHER = `${'q7'.repeat(13)}-96x64` as ImageId
const bytes = (...values: number[]) => new Uint8Array(values)

/** @param open a store with nothing in it */
export function imageStoreSuite(name: string, open: () => Promise<ImageStore>): void {
  test(`[IM4] ${name}: what was put in comes back, byte for byte`, async () => {
    const store = await open()
    const every = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256)
    await store.put(ID, '96.webp', every)
    await store.put(ID, 'share.jpg', bytes(1))
    expect(await store.find(ID, '96.webp')).toEqual(every)
    expect(await store.find(ID, 'share.jpg')).toEqual(bytes(1))
  })

  test(`[IM4] ${name}: what was never put in, and what was taken out, is not there`, async () => {
    const store = await open()
    expect(await store.find(ID, '96.webp')).toBeNull()
    await store.put(ID, '96.webp', bytes(1))
    expect(await store.find(OTHER, '96.webp')).toBeNull()
    expect(await store.find(ID, '480.webp')).toBeNull()
    await store.remove(ID, ['96.webp', 'share.jpg'])
    expect(await store.find(ID, '96.webp')).toBeNull()
  })

  test(`[IM4] ${name}: the same name again takes the place of the one before`, async () => {
    const store = await open()
    await Promise.all([store.put(ID, '96.webp', bytes(1, 2, 3)), store.put(ID, '96.webp', bytes(1, 2, 3))])
    await store.put(ID, '96.webp', bytes(4))
    expect(await store.find(ID, '96.webp')).toEqual(bytes(4))
  })

  test(`[IM4] ${name}: no name leads out of it`, async () => {
    const store = await open()
    for (const file of ['../96.webp', '..', 'a/b.webp', '96.webp\r\nx: y', '', '96.webp\0', '\u202e96.webp']) {
      await expect(store.put(ID, file, bytes(1)), file).rejects.toThrow('not the name')
      await expect(store.find(ID, file), file).rejects.toThrow('not the name')
    }
  })
}
