/** Pictures in an S3 store. Three calls, signed by a library (AWS Signature 4); the store's address is the operator's. */
import { createHash } from 'node:crypto'
import { AwsClient } from 'aws4fetch'
import { AppError } from '#domain/contract/errors.ts'
import type { ImageId } from '#domain/contract/images.ts'
import { fileType, type ImageStore, imageKey } from './image-store.ts'

type S3Settings = {
  /** Amazon's own of the region if left out. */
  readonly endpoint?: string | undefined
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

const CALL_MS = 20_000
const TRIES = 3

export function createS3Store({ endpoint, bucket, region, ...keys }: S3Settings): ImageStore {
  // Repeated here, where one can see that a repeated PUT of the same bytes does nothing twice.
  const client = new AwsClient({ ...keys, region, service: 's3', retries: 0 })
  const root = endpoint
    ? `${endpoint.replace(/\/+$/, '')}/${encodeURIComponent(bucket)}`
    : `https://${bucket}.s3.${region}.amazonaws.com`
  const addressOf = (id: ImageId, file: string) => `${root}/images/${imageKey(id, file)}`

  async function call(address: string, init: RequestInit): Promise<Response> {
    let last: unknown
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      try {
        const response = await client.fetch(address, {
          ...init,
          signal: AbortSignal.timeout(CALL_MS),
          redirect: 'error',
        })
        if (response.status < 500) return response
        last = new Error(`the store answered ${response.status}`)
        await response.body?.cancel()
      } catch (error) {
        last = error
      }
    }
    throw trouble(last)
  }

  return {
    async put(id, file, bytes) {
      const body = new Uint8Array(bytes)
      const headers = {
        'content-type': fileType(file),
        'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
      }
      const response = await call(addressOf(id, file), { method: 'PUT', headers, body })
      await response.body?.cancel()
      if (!response.ok) throw trouble(new Error(`the store answered ${response.status}`))
    },
    async find(id, file) {
      const response = await call(addressOf(id, file), { method: 'GET' })
      if (response.ok) return new Uint8Array(await response.arrayBuffer())
      await response.body?.cancel()
      if (response.status === 404) return null
      throw trouble(new Error(`the store answered ${response.status}`))
    },
    async remove(id, files) {
      for (const file of files) {
        const response = await call(addressOf(id, file), { method: 'DELETE' })
        await response.body?.cancel()
        if (!response.ok && response.status !== 404) throw trouble(new Error(`the store answered ${response.status}`))
      }
    },
  }
}

function trouble(cause: unknown): AppError {
  return new AppError('storage_unavailable', {
    cause,
    message: 'The store of pictures does not take part. Try again; if it stays so, tell your admin.',
  })
}
