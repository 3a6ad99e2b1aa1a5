/**
 * Marks on rows of the inbox: they show at once in every tab of this device, are kept on it until the server has them,
 * and are sent when it can be reached. Sent twice, by two tabs, they do nothing twice. SPEC NT5, NT6.
 */
import { ApiError, apiFetch } from '#web/api-client.ts'
import {
  addMark,
  type Inbox,
  NOTHING_WAITS,
  stillWaiting,
  type Waiting,
  type WaitingMark,
  type Wanted,
} from './inbox-marks.ts'
import type { NotificationItem } from './realtime-types.ts'
import { createStore, type Store } from './store.ts'

export type KeptMarks = {
  readonly waiting: Store<Waiting>
  /** @param item the row as the server says it */
  readonly mark: (item: NotificationItem, wanted: Wanted) => void
  /** Everything that the server has up to now is read. */
  readonly readAll: (feed: Inbox) => void
  /** The feed has come or changed. */
  readonly settle: (feed: Inbox) => void
  /** Sends what waits, of every tab of this device. */
  readonly send: () => void
  /** Marks of other tabs, and the end of being offline; returns the way to end it. */
  readonly watch: () => () => void
}

const PER_CALL = 100
const AGAIN_MS = { first: 1_000, most: 30_000 }
/** These will not be taken the next time either. */
const FINAL: ReadonlySet<string> = new Set(['invalid_input', 'not_found', 'forbidden', 'too_large'])
const UP_TO = '*'

/** @param post sends a call; rejects with an `ApiError` */
export function createKeptMarks(
  userId: string,
  post: (path: string, body: unknown) => Promise<unknown> = (path, body) => apiFetch(path, { method: 'POST', body }),
): KeptMarks {
  const prefix = prefixOf(userId)
  const waiting = createStore<Waiting>(NOTHING_WAITS)
  /** What rows have by the marks of this page, also when the feed does not hold them any more. */
  const answered = new Map<string, number>()
  let isSending = false
  let againMs = AGAIN_MS.first
  let again: ReturnType<typeof setTimeout> | undefined

  const put = (mark: WaitingMark) =>
    waiting.set({ ...waiting.get(), marks: new Map(waiting.get().marks).set(mark.id, mark) })
  const drop = (id: string) => {
    const marks = new Map(waiting.get().marks)
    marks.delete(id)
    waiting.set({ ...waiting.get(), marks })
  }

  function mark(item: NotificationItem, wanted: Wanted): void {
    const rev = Math.max(item.rev, answered.get(item.id) ?? 0)
    waiting.set(addMark(waiting.get(), { ...item, rev }, wanted))
    const made = waiting.get().marks.get(item.id)
    if (made) keep(prefix + item.id, made)
    else forget(prefix + item.id)
    send()
  }

  function readAll(feed: Inbox): void {
    const [newest] = feed.items
    if (!newest) return
    let next = waiting.get()
    for (const item of feed.items) if (item.readAt === null) next = addMark(next, item, { read: true })
    next = { ...next, upTo: { id: newest.id, at: newest.at, sent: false } }
    waiting.set(next)
    keep(prefix + UP_TO, { id: newest.id, at: newest.at })
    send()
  }

  function send(): void {
    clearTimeout(again)
    if (isSending) return
    isSending = true
    void sendAll().then(
      () => {
        isSending = false
        againMs = AGAIN_MS.first
      },
      () => {
        isSending = false
        again = setTimeout(send, againMs)
        againMs = Math.min(againMs * 2, AGAIN_MS.most)
      },
    )
  }

  /** Also what is marked while it is under way. */
  async function sendAll(): Promise<void> {
    for (;;) {
      const { upTo, marks } = waiting.get()
      const batch = [...marks.values()].filter(({ sent }) => sent === 'no').slice(0, PER_CALL)
      if (upTo && !upTo.sent) await sendUpTo(upTo)
      else if (batch.length > 0) await sendBatch(batch)
      else return
    }
  }

  async function sendUpTo(upTo: NonNullable<Waiting['upTo']>): Promise<void> {
    await call('/api/v1/notifications/read', { upTo: upTo.id, at: upTo.at })
    if (waiting.get().upTo !== upTo) return
    waiting.set({ ...waiting.get(), upTo: { ...upTo, sent: true } })
    forget(prefix + UP_TO)
  }

  async function sendBatch(batch: readonly WaitingMark[]): Promise<void> {
    for (const one of batch) put({ ...one, sent: 'under_way' })
    const underWay = new Map(waiting.get().marks)
    try {
      const answer = await call('/api/v1/notifications/marks', {
        marks: batch.map(({ id, at, rev, read, archived }) => ({ id, at, rev, read, archived })),
      })
      const revs = revsOf(answer)
      for (const [id, rev] of revs) answered.set(id, rev)
      for (const { id } of batch) {
        const now = waiting.get().marks.get(id)
        const rev = revs.get(id)
        if (now && now !== underWay.get(id)) put({ ...now, rev: rev ?? now.rev })
        else {
          forget(prefix + id)
          // It changed nothing: the row was so already, or has something newer.
          if (rev === undefined) drop(id)
          else if (now) put({ ...now, sent: rev })
        }
      }
    } catch (error) {
      for (const { id } of batch) {
        const now = waiting.get().marks.get(id)
        if (now?.sent === 'under_way') put({ ...now, sent: 'no' })
      }
      throw error
    }
  }

  /** A refusal that stands takes with it what was asked. */
  async function call(path: string, body: unknown): Promise<unknown> {
    try {
      return await post(path, body)
    } catch (error) {
      if (error instanceof ApiError && FINAL.has(error.code)) return null
      throw error
    }
  }

  function take(key: string, text: string | null): void {
    const id = key.slice(prefix.length)
    const value = text === null ? null : parseKept(text)
    if (id === UP_TO) {
      const before = waiting.get().upTo
      const upTo = value ? { id: value.id, at: value.at, sent: false } : before && { ...before, sent: true }
      waiting.set({ ...waiting.get(), upTo })
      return
    }
    const before = waiting.get().marks.get(id)
    if (value) put({ ...value, rev: value.rev ?? 0, sent: 'no' })
    // Another tab has sent it: it shows until the feed has what it did.
    else if (before && typeof before.sent !== 'number') put({ ...before, sent: before.rev + 1 })
  }

  return {
    waiting,
    mark,
    readAll,
    send,
    settle: feed => waiting.set(stillWaiting(waiting.get(), feed)),
    watch: () => {
      for (const [key, text] of keptUnder(prefix)) take(key, text)
      send()
      const onStorage = ({ key, newValue }: StorageEvent) => {
        if (key?.startsWith(prefix)) take(key, newValue)
      }
      window.addEventListener('storage', onStorage)
      window.addEventListener('online', send)
      return () => {
        clearTimeout(again)
        window.removeEventListener('storage', onStorage)
        window.removeEventListener('online', send)
      }
    },
  }
}

/** What a person leaves behind on this device when they sign out. */
export function forgetMarks(userId: string): void {
  for (const [key] of keptUnder(prefixOf(userId))) forget(key)
}

const prefixOf = (userId: string): string => `galley_inbox:${userId}:`

function keep(key: string, value: object): void {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Storage may be closed to us, or full: the mark lives as long as this page.
    return
  }
}

function forget(key: string): void {
  try {
    localStorage.removeItem(key)
  } catch {
    return
  }
}

function keptUnder(prefix: string): readonly (readonly [string, string])[] {
  try {
    return Object.keys(localStorage)
      .filter(key => key.startsWith(prefix))
      .map(key => [key, localStorage.getItem(key) ?? ''] as const)
  } catch {
    return []
  }
}

type Kept = Pick<WaitingMark, 'id' | 'at' | 'read' | 'archived'> & { readonly rev?: number }

function parseKept(text: string): Kept | null {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) && typeof value.id === 'string' && typeof value.at === 'string' ? (value as Kept) : null
  } catch {
    return null
  }
}

function revsOf(answer: unknown): ReadonlyMap<string, number> {
  const items = isRecord(answer) && Array.isArray(answer.items) ? answer.items : []
  return new Map(
    items.flatMap((item: unknown): [string, number][] =>
      isRecord(item) && typeof item.id === 'string' && typeof item.rev === 'number' ? [[item.id, item.rev]] : [],
    ),
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
