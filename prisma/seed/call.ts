/** How the people of the sample speak to Galley: by its HTTP API, like anybody's program. */

/** @throws {CallRefused} */
export type Call = (method: string, path: string, body?: unknown) => Promise<unknown>

export class CallRefused extends Error {
  override readonly name = 'CallRefused'
  readonly status: number

  /** @param answer its body, as it came */
  constructor(call: string, status: number, answer: string) {
    super(`${call} was refused: ${status} ${answer}`)
    this.status = status
  }
}

/** Calls as whoever has the cookie. */
export function callerWith(url: string, cookie: string): Call {
  return async (method, path, body) => {
    const answer = await fetch(new URL(path, url), {
      method,
      headers: { origin: new URL(url).origin, cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new CallRefused(`${method} ${path}`, answer.status, await answer.text())
    return answer.status === 204 ? null : answer.json()
  }
}
