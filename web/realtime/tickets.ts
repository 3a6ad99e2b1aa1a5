/**
 * Tickets for the socket: one request serves every document of a connect, and a ticket shown to a server is not shown
 * again on the next connect. One that never reached a server may be used while it is young.
 */

export type Ticket = { readonly ticket: string; readonly url: string }

export class TicketRefused extends Error {
  override readonly name = 'TicketRefused'
  readonly why: 'unauthenticated' | 'busy' | 'no_answer'

  constructor(why: TicketRefused['why'], cause?: unknown) {
    super(`No ticket: ${why}`, { cause })
    this.why = why
  }
}

type Tickets = {
  /** For a new connect. @throws {TicketRefused} */
  readonly forConnect: (fresh: boolean) => Promise<Ticket>
  /** For a document on the open socket: the ticket of this connect, or a new one when that has grown old. @throws {TicketRefused} */
  readonly forDocument: () => Promise<string>
}

/** The server gives 60 s; the rest is for the way. */
const USABLE_MS = 40_000

export function createTickets(request: () => Promise<Ticket>, now: () => number = () => performance.now()): Tickets {
  let held: { readonly ticket: Promise<Ticket>; readonly at: number; shown: boolean } | null = null
  const ask = () => {
    const asked = { ticket: request(), at: now(), shown: false }
    held = asked
    asked.ticket.catch(() => {
      if (held === asked) held = null
    })
    return asked
  }
  const young = (): typeof held => (held && now() - held.at < USABLE_MS ? held : null)

  return {
    forConnect: fresh => {
      const usable = young()
      return (usable && !usable.shown && !fresh ? usable : ask()).ticket
    },
    forDocument: async () => {
      const taken = young() ?? ask()
      taken.shown = true
      return (await taken.ticket).ticket
    },
  }
}

/** @param headers whose page it is, or the pass of a guest. @throws {TicketRefused} */
export async function requestTicket(path: string, headers: Record<string, string>): Promise<Ticket> {
  let response: Response
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{}',
      signal: AbortSignal.timeout(8_000),
    })
  } catch (cause) {
    throw new TicketRefused('no_answer', cause)
  }
  void tellPresent(response.headers.get('date'), Date.now())
  // 403: signed out by a suspension. Who shows it asks which of them it is.
  if (response.status === 401 || response.status === 403) throw new TicketRefused('unauthenticated')
  if (response.status === 429) throw new TicketRefused('busy')
  if (!response.ok) throw new TicketRefused('no_answer')
  const body: unknown = await response.json().catch(() => null)
  if (!isTicket(body)) throw new TicketRefused('no_answer')
  return body
}

async function tellPresent(date: string | null, atMs: number): Promise<void> {
  const part = await import('#web/ui/present.ts').catch(() => null)
  part?.learnPresent(date, atMs)
}

function isTicket(body: unknown): body is Ticket {
  if (typeof body !== 'object' || body === null) return false
  return 'ticket' in body && typeof body.ticket === 'string' && 'url' in body && typeof body.url === 'string'
}
