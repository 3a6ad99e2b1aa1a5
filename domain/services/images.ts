/**
 * Pictures that come: files first, then the row. What has a row is whole; files without one were never told of.
 * The same file again, in the same workspace, is the same picture: an upload whose answer was lost may be repeated.
 */
import { createHash, randomBytes } from 'node:crypto'
import { type ImageId, type ImageSize, imageFiles, imageSize, imageWidths } from '#domain/contract/images.ts'
import type { ImageStore } from '#domain/images/image-store.ts'
import { reencode } from '#domain/images/reencode.ts'
import type { Db } from '#prisma/client.ts'
import type { AllowedPost, AllowedWorkspace } from './access.ts'

type AddedImage = ImageSize & {
  readonly id: ImageId
  readonly alt: string
  /** It was there already. */
  readonly known: boolean
}

/** @throws {AppError} invalid_input with what is wrong with the file; rate_limited; disk_full, storage_unavailable */
export async function addImage(
  { db, images }: { readonly db: Db; readonly images: ImageStore },
  { workspaceId, userId }: AllowedWorkspace<'edit'> | AllowedPost<'edit'>,
  { bytes, alt }: { readonly bytes: Uint8Array; readonly alt: string },
): Promise<AddedImage> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const find = () => db.image.findUnique({ where: { workspaceId_sha256: { workspaceId, sha256 } } })
  const known = await find()
  if (known) return toAdded(known, true)

  return reencode(bytes, async ({ type, size, files }) => {
    const id = newImageId(size)
    const made = await files(imageWidths(id))
    for (const [file, content] of made) await images.put(id, file, content)
    const kept = [...made.values()].reduce((sum, { byteLength }) => sum + byteLength, 0)
    const row = { id, workspaceId, uploadedById: userId, sha256, type, bytes: kept, alt }
    const { count } = await db.image.createMany({ data: [row], skipDuplicates: true })
    if (count > 0) return toAdded(row, false)
    // Somebody sent the same file at the same moment, and was first.
    await images.remove(id, imageFiles(id))
    const other = await find()
    if (!other) throw new Error('a picture is there and is not')
    return toAdded(other, true)
  })
}

function toAdded({ id, alt }: { id: string; alt: string }, known: boolean): AddedImage {
  return { id: id as ImageId, ...imageSize(id as ImageId), alt, known }
}

const DIGITS = 'abcdefghijklmnopqrstuvwxyz234567'
const LETTERS = 26

function newImageId({ width, height }: ImageSize): ImageId {
  const letters = Array.from(randomBytes(LETTERS), byte => DIGITS[byte % DIGITS.length]).join('')
  return `${letters}-${width}x${height}` as ImageId
}
