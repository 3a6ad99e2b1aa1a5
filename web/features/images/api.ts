/** Sends a picture, and says how far it is. With XMLHttpRequest: fetch does not tell what has gone out. */
import { ERRORS, type ErrorCode } from '#domain/contract/errors.ts'
import { type ImageId, parseImageId } from '#domain/contract/images.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { ApiError, expectedUser, toApiError } from '#web/api-client.ts'

type Sending = {
  readonly postId: string
  /** Of this file: sent again after a lost answer, it is the same picture. */
  readonly key: string
  /** From 0 to 1; at 1 the server works on it. */
  readonly onProgress: (part: number) => void
  readonly signal: AbortSignal
}

/** @throws {ApiError} with words for people; `offline` when no answer came; the signal's reason */
export function sendImage(file: File, { postId, key, onProgress, signal }: Sending): Promise<ImageId> {
  if (file.size > LIMITS.imageBytes) {
    return Promise.reject(new ApiError('too_large', 'Larger than 10 MB. Make it smaller.'))
  }
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    request.open('POST', `/api/v1/images?post=${encodeURIComponent(postId)}`)
    request.setRequestHeader('content-type', file.type || 'application/octet-stream')
    request.setRequestHeader('idempotency-key', key)
    for (const [name, value] of Object.entries(expectedUser())) request.setRequestHeader(name, value)
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0))
    request.upload.addEventListener('load', () => onProgress(1))
    request.addEventListener('load', () => {
      const answer = readJson(request.responseText)
      const id = parseImageId(answer?.id)
      if (request.status < 300 && id) resolve(id)
      else reject(toApiError({ status: request.status, headers: headersOf(request) }, answer))
    })
    request.addEventListener('error', () => {
      reject(new ApiError('offline', 'The server does not answer. Check the connection and try again.'))
    })
    request.addEventListener('abort', () => reject(signal.reason))
    request.addEventListener('loadend', () => signal.removeEventListener('abort', abort))
    signal.addEventListener('abort', abort)
    request.send(file)
  })
}

/** Whether the same file may be taken another time. */
export function mayTryAgain(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  const code: ErrorCode | 'offline' = error.code
  return code === 'offline' || ERRORS[code].retry === 'back_off' || ERRORS[code].retry === 'after_sign_in'
}

function readJson(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    // A proxy's error page is not JSON: the status alone says what happened.
    return null
  }
}

function headersOf(request: XMLHttpRequest): Headers {
  const seconds = request.getResponseHeader('retry-after')
  return new Headers(seconds === null ? {} : { 'retry-after': seconds })
}
