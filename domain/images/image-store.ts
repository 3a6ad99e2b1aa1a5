/** Where the files of pictures are: on this machine, or in an S3 store. Both pass image-store.suite.ts. */
import type { ImageId } from '#domain/contract/images.ts'

export type ImageStore = {
  /**
   * Resolves when the file is stored; the same name again takes the place of the one before.
   * @throws {AppError} disk_full, storage_unavailable (safe to repeat)
   */
  put(id: ImageId, file: string, bytes: Uint8Array): Promise<void>
  /**
   * Null where there is none.
   * @throws {AppError} storage_unavailable
   */
  find(id: ImageId, file: string): Promise<Uint8Array<ArrayBuffer> | null>
  /** Files of one picture; one that is not there is no error. */
  remove(id: ImageId, files: readonly string[]): Promise<void>
}

/** The same on a disk and in a bucket: `k3/k3…q7-1600x1067/960.webp`. Both parts are ours, see contract/images.ts. */
export function imageKey(id: ImageId, file: string): string {
  if (!/^[a-z0-9]{1,20}\.[a-z]{3,4}$/.test(file)) throw new Error('not the name of a file of a picture')
  return `${id.slice(0, 2)}/${id}/${file}`
}

export function fileType(file: string): string {
  return file.endsWith('.jpg') ? 'image/jpeg' : 'image/webp'
}
