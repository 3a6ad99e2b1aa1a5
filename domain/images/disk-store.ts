/** Pictures as files below one folder: a copy of the folder is a copy of all of them. */

import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '#domain/contract/errors.ts'
import type { ImageId } from '#domain/contract/images.ts'
import { type ImageStore, imageKey } from './image-store.ts'

/** @param folder made when the first picture comes */
export function createDiskStore(folder: string): ImageStore {
  const pathOf = (id: ImageId, file: string) => join(folder, imageKey(id, file))
  return {
    async put(id, file, bytes) {
      const path = pathOf(id, file)
      // Under another name until it is whole: nobody reads half a picture, and a crash leaves none.
      const part = `${path}.${randomUUID()}.part`
      try {
        await mkdir(dirname(path), { recursive: true })
        await writeDurably(part, bytes)
        await rename(part, path)
        await syncFolder(dirname(path))
      } catch (error) {
        await rm(part, { force: true }).catch(() => undefined)
        throw toTrouble(error)
      }
    },
    async find(id, file) {
      const path = pathOf(id, file)
      try {
        return new Uint8Array(await readFile(path))
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return null
        throw toTrouble(error)
      }
    },
    async remove(id, files) {
      for (const file of files) await rm(pathOf(id, file), { force: true })
    },
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o640)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function toTrouble(cause: unknown): unknown {
  const code = codeOf(cause)
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('disk_full', { cause })
  return new AppError('storage_unavailable', {
    cause,
    message: 'The folder of pictures cannot be used. Try again; if it stays so, tell your admin.',
  })
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}
