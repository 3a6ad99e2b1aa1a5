/** The store of pictures that the settings name. */
import { join } from 'node:path'
import type { Config } from '#domain/config.ts'
import { createDiskStore } from './disk-store.ts'
import type { ImageStore } from './image-store.ts'
import { createS3Store } from './s3-store.ts'

export function openImageStore({ dataDir, s3 }: Pick<Config, 'dataDir' | 's3'>): ImageStore {
  return s3 ? createS3Store(s3) : createDiskStore(join(dataDir, 'images'))
}
