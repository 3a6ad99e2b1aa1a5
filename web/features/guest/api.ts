/** What a guest may send: words, under the name they typed. What was said shows when the live discussion brings it. */
import { toApiError } from '#web/api-client.ts'

type Said = { readonly name: string; readonly body: string }

/** @throws {ApiError} */
export async function beginThread(pass: string, said: Said & { readonly quote: string }): Promise<void> {
  await send(pass, 'threads', said)
}

/** @throws {ApiError} */
export async function answerThread(pass: string, threadId: string, said: Said): Promise<void> {
  await send(pass, `threads/${threadId}/comments`, said)
}

async function send(pass: string, path: string, body: unknown): Promise<void> {
  const response = await fetch(`/api/v1/guest/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Guest ${pass}` },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw toApiError(response, await response.json().catch(() => null))
}
