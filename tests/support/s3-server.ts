/** An S3 store as far as Galley speaks to one: buckets, PUT, GET, DELETE, and signatures that are worked out anew. */
import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

export const S3_KEYS = { accessKeyId: 'AKGALLEY', secretAccessKey: 'a secret of the store' }

export type S3Server = {
  readonly url: string
  /** An empty one, with a name of its own. */
  addBucket(): string
  /** Objects in a bucket. */
  sizeOf(bucket: string): number
  /** Answers so many requests with 503. */
  failNext(count: number): void
  close(): Promise<void>
}

export async function openS3(): Promise<S3Server> {
  const buckets = new Map<string, Map<string, { readonly type: string; readonly body: Buffer }>>()
  let failing = 0
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const [, bucketName = '', ...rest] = (request.url ?? '').split('/')
    const bucket = buckets.get(decodeURIComponent(bucketName))
    const key = rest.join('/')
    const no = (status: number, code: string) =>
      response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`)
    if (failing > 0) {
      failing -= 1
      return no(503, 'SlowDown')
    }
    if (!isSigned(request, body)) return no(403, 'SignatureDoesNotMatch')
    if (!bucket) return no(404, 'NoSuchBucket')
    switch (request.method) {
      case 'PUT':
        bucket.set(key, { type: String(request.headers['content-type']), body })
        return response.writeHead(200).end()
      case 'GET': {
        const found = bucket.get(key)
        return found ? response.writeHead(200, { 'content-type': found.type }).end(found.body) : no(404, 'NoSuchKey')
      }
      case 'DELETE':
        bucket.delete(key)
        return response.writeHead(204).end()
      default:
        return no(405, 'MethodNotAllowed')
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    addBucket() {
      const name = `bucket-${buckets.size}`
      buckets.set(name, new Map())
      return name
    },
    sizeOf: bucket => buckets.get(bucket)?.size ?? 0,
    failNext(count) {
      failing = count
    },
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
function isSigned({ method, url = '', headers }: IncomingMessage, body: Buffer): boolean {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)$/
  const [, keyId, day, region, names = '', signature] = pattern.exec(String(headers.authorization)) ?? []
  const at = String(headers['x-amz-date'])
  const digest = String(headers['x-amz-content-sha256'])
  if (keyId !== S3_KEYS.accessKeyId || !day || !region || !at.startsWith(day)) return false
  if (digest !== 'UNSIGNED-PAYLOAD' && digest !== sha256(body)) return false
  const [path = '', query = ''] = url.split('?')
  const signed = names.split(';').map(name => `${name}:${String(headers[name]).trim()}\n`)
  const canonical = [method, path, query, signed.join(''), names, digest].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${S3_KEYS.secretAccessKey}`)
  return (
    hmac(key, ['AWS4-HMAC-SHA256', at, scope, sha256(Buffer.from(canonical))].join('\n')).toString('hex') === signature
  )
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
