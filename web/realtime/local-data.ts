/**
 * Text kept on this device, per person: `galley:<userId>:post:<id>` in IndexedDB. Wiped at sign-out, in every tab.
 * A browser may refuse (private windows do): then the page says so and works without.
 */
import { IndexeddbPersistence } from 'y-indexeddb'
import type * as Y from 'yjs'

export type LocalCopy = {
  /** Resolves when what was kept is in the document. */
  readonly loaded: Promise<void>
  /** Origin of the updates that come from the device. */
  readonly origin: unknown
  /** Unsent edits and the last known access, as the page before this one left them. */
  readonly facts: () => Promise<LocalFacts>
  readonly remember: (facts: LocalFacts) => void
  readonly close: () => void
}

export type LocalFacts = { readonly unsent: number; readonly access: 'edit' | 'read' | 'unknown' }

const FACTS = 'facts'
const NO_FACTS: LocalFacts = { unsent: 0, access: 'unknown' }
const SIGNED_OUT = 'galley:signed-out'

const openCopies = new Map<IndexeddbPersistence, string>()

/** Null where the browser refuses to keep anything. */
export async function openLocalCopy(userId: string, postId: string, document: Y.Doc): Promise<LocalCopy | null> {
  if (!(await mayKeep())) return null
  listenForSignOut()
  const copy = new IndexeddbPersistence(`${prefixOf(userId)}post:${postId}`, document)
  openCopies.set(copy, userId)
  return {
    loaded: copy.whenSynced.then(() => undefined),
    origin: copy,
    facts: async () => parseFacts(await copy.get(FACTS)),
    remember: facts => {
      if (openCopies.has(copy)) copy.set(FACTS, facts as never).catch(() => close(copy))
    },
    close: () => close(copy),
  }
}

/** Removes everything this person left on this device; resolves when it is gone or about to be. */
export async function clearLocalData(userId: string): Promise<void> {
  if (typeof indexedDB === 'undefined') return
  announceSignOut(userId)
  closeAll(userId)
  const databases = await indexedDB.databases().catch(() => [])
  const mine = databases.flatMap(({ name }) => (name?.startsWith(prefixOf(userId)) ? [name] : []))
  await Promise.all(mine.map(remove))
}

function prefixOf(userId: string): string {
  return `galley:${userId}:`
}

let permission: Promise<boolean> | undefined

function mayKeep(): Promise<boolean> {
  permission ??= new Promise(resolve => {
    if (typeof indexedDB === 'undefined') return resolve(false)
    try {
      const request = indexedDB.open('galley-probe')
      request.onsuccess = () => {
        request.result.close()
        resolve(true)
      }
      request.onerror = () => resolve(false)
      request.onblocked = () => resolve(false)
    } catch {
      resolve(false)
    }
  })
  return permission
}

function close(copy: IndexeddbPersistence): void {
  if (openCopies.delete(copy)) void copy.destroy()
}

function closeAll(userId: string): void {
  for (const [copy, owner] of openCopies) if (owner === userId) close(copy)
}

/** A deletion that another tab holds up is carried out when that tab lets go; nobody waits for it here. */
function remove(name: string): Promise<void> {
  return new Promise(resolve => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = () => resolve()
    request.onerror = () => resolve()
    request.onblocked = () => resolve()
  })
}

let otherTabs: BroadcastChannel | undefined

function listenForSignOut(): void {
  if (otherTabs) return
  otherTabs = new BroadcastChannel(SIGNED_OUT)
  otherTabs.onmessage = ({ data }) => {
    if (typeof data === 'string') closeAll(data)
  }
}

function announceSignOut(userId: string): void {
  const channel = new BroadcastChannel(SIGNED_OUT)
  channel.postMessage(userId)
  channel.close()
}

function parseFacts(value: unknown): LocalFacts {
  if (typeof value !== 'object' || value === null) return NO_FACTS
  const { unsent, access } = value as Partial<LocalFacts>
  return {
    unsent: typeof unsent === 'number' && unsent > 0 ? Math.floor(unsent) : 0,
    access: access === 'edit' || access === 'read' ? access : 'unknown',
  }
}
