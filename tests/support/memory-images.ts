/** A store of pictures that passes the suite of stores and goes with the test. */
import { type ImageStore, imageKey } from '#domain/images/image-store.ts'

export function memoryImages(): ImageStore {
  const files = new Map<string, Uint8Array<ArrayBuffer>>()
  return {
    async put(id, file, bytes) {
      files.set(imageKey(id, file), new Uint8Array(bytes))
    },
    async find(id, file) {
      return files.get(imageKey(id, file)) ?? null
    },
    async remove(id, names) {
      for (const file of names) files.delete(imageKey(id, file))
    },
  }
}
