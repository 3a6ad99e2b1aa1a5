/** What a guest may send: words, under the name they typed. What was said shows when the live discussion brings it. */
import { apiFetch } from '#web/api-client.ts'

type Said = { readonly name: string; readonly body: string }

/** @throws {ApiError} */
export async function beginThread(pass: string, said: Said & { readonly quote: string }): Promise<void> {
  await send(pass, 'threads', said)
}

/** @throws {ApiError} */
export async function answerThread(pass: string, threadId: string, said: Said): Promise<void> {
  await send(pass, `threads/${threadId}/comments`, said)
}

async function send(pass: string, path: string, body: Said): Promise<void> {
  const headers = { authorization: `Guest ${pass}` }
  await apiFetch(`/api/v1/guest/${path}`, { method: 'POST', body, headers })
}
