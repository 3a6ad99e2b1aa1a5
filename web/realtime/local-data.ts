/**
 * Text kept on this device, per person: `galley:<userId>:post:<id>` in IndexedDB. Wiped at sign-out, in every tab.
 * A browser may refuse (private windows do, a full disk does): then the page says so and works without.
 */
import * as Y from 'yjs'
import { type KeptUpdates, openKeptUpdates } from './kept-updates.ts'
import { wordsIn } from './words-in.ts'

export type LocalCopy = {
  /** Resolves with what was kept, as it was made, when it is in the document. */
  readonly loaded: Promise<readonly Uint8Array[]>
  /** Origin of the updates that come from the device. */
  readonly origin: unknown
  /** Unsent edits and the last known access, as the page before this one left them. */
  readonly facts: () => Promise<LocalFacts>
  /** @param afterOthers what other tabs kept comes into the document first: what is said here counts for it, too */
  readonly remember: (facts: LocalFacts, afterOthers: boolean) => Promise<void>
  /** Removes it from the device. */
  readonly forget: () => Promise<void>
  readonly close: () => void
}

export type LocalFacts = {
  readonly unsent: number
  readonly access: 'edit' | 'read' | 'unknown'
  /** The unsent edits as they were made (v1), where others swept some of it away or wrote into what it takes away. */
  readonly swept: Uint8Array | null
}

/** A post with edits on this device that the server may not have. */
export type KeptPost = { readonly postId: string; readonly unsent: number }

const FACTS = 'facts'
const NO_FACTS: LocalFacts = { unsent: 0, access: 'unknown', swept: null }
const TABS = 'galley:device'

/** With their names. */
export const openCopies = new Map<KeptUpdates, string>()

/**
 * Null where the browser refuses to keep anything.
 *
 * @param onKeeps told when a write fails (a full disk) or what is kept is removed, and when all of it is kept again
 */
export async function openLocalCopy(
  userId: string,
  postId: string,
  doc: Y.Doc,
  onKeeps: (keeps: boolean) => void,
): Promise<LocalCopy | null> {
  if (!(await mayKeep())) return null
  listenToTabs()
  const name = nameOf(userId, postId)
  const origin = {}
  const copy = await openKeptUpdates({ name, doc, origin, onKeeps }).catch(() => null)
  if (!copy) return null
  openCopies.set(copy, name)
  return {
    loaded: copy.loaded,
    origin,
    facts: async () => parseFacts(await copy.get(FACTS)),
    remember: async (facts, afterOthers) => {
      if (openCopies.has(copy)) await copy.put(FACTS, facts, afterOthers)
    },
    forget: () => {
      close(copy)
      return forgetPost(userId, postId)
    },
    close: () => close(copy),
  }
}

/** Posts of this person with unsent edits here, whoever has them open; none where nothing is kept. */
export async function findUnsent(userId: string): Promise<readonly KeptPost[]> {
  if (!(await mayKeep())) return []
  const prefix = nameOf(userId, '')
  const posts = await Promise.all(
    (await namesOf(userId)).map(async name => ({
      postId: name.slice(prefix.length),
      unsent: (await readFacts(name)).unsent,
    })),
  )
  return posts.filter(({ unsent }) => unsent > 0)
}

/** The words of a post as they are kept here, for a copy. */
export async function keptWords(userId: string, postId: string): Promise<string> {
  const doc = new Y.Doc()
  const copy = await openLocalCopy(userId, postId, doc, () => undefined)
  await copy?.loaded
  const words = wordsIn(doc.getXmlFragment('body'))
  copy?.close()
  doc.destroy()
  return words
}

/** Removes what is kept of one post; other tabs that have it open keep theirs anew. */
export async function forgetPost(userId: string, postId: string): Promise<void> {
  const name = nameOf(userId, postId)
  await remove(name)
  tellTabs(name)
}

/** Of all that this person has here. */
export async function namesOf(userId: string): Promise<readonly string[]> {
  const databases = await indexedDB.databases().catch(() => [])
  return databases.flatMap(({ name }) => (name?.startsWith(nameOf(userId, '')) ? [name] : []))
}

/** Without a post, what all names of this person begin with. */
export function nameOf(userId: string, postId: string): string {
  return `galley:${userId}:post:${postId}`
}

let permission: Promise<boolean> | undefined

function mayKeep(): Promise<boolean> {
  // Where there is none, it throws.
  permission ??= new Promise<boolean>((resolve, refuse) => {
    const request = indexedDB.open('galley-probe')
    request.onsuccess = () => {
      request.result.close()
      resolve(true)
    }
    request.onerror = refuse
    request.onblocked = refuse
  }).catch(() => false)
  return permission
}

/** What was removed meanwhile is not made anew. */
function readFacts(name: string): Promise<LocalFacts> {
  return new Promise(resolve => {
    const request = indexedDB.open(name)
    request.onupgradeneeded = () => request.transaction?.abort()
    request.onerror = event => {
      event.preventDefault()
      resolve(NO_FACTS)
    }
    request.onsuccess = () => {
      const db = request.result
      const asked = db.objectStoreNames[0] && db.transaction('custom').objectStore('custom').get(FACTS)
      if (asked) {
        asked.onsuccess = () => resolve(parseFacts(asked.result))
        asked.onerror = () => resolve(NO_FACTS)
      } else resolve(NO_FACTS)
      db.close()
    }
  })
}

export function close(copy: KeptUpdates): void {
  if (openCopies.delete(copy)) copy.close()
}

/** A deletion that another tab holds up is carried out when that tab lets go; nobody waits for it here. */
export function remove(name: string): Promise<void> {
  return new Promise(resolve => {
    const request = indexedDB.deleteDatabase(name)
    for (const end of ['success', 'error', 'blocked']) request.addEventListener(end, () => resolve())
  })
}

let otherTabs: BroadcastChannel | undefined

function listenToTabs(): void {
  if (otherTabs) return
  otherTabs = new BroadcastChannel(TABS)
  otherTabs.onmessage = ({ data }) => {
    for (const [copy, name] of openCopies) {
      if (name === data) copy.renew().catch(() => undefined)
      else if (name.startsWith(nameOf(data, ''))) close(copy)
    }
  }
}

/** @param whose a person who has signed out, or the name of one copy that was removed */
export function tellTabs(whose: string): void {
  const channel = new BroadcastChannel(TABS)
  channel.postMessage(whose)
  channel.close()
}

function parseFacts(value: unknown): LocalFacts {
  if (typeof value !== 'object' || value === null) return NO_FACTS
  const { unsent, access, swept } = value as Partial<LocalFacts>
  return {
    unsent: typeof unsent === 'number' && unsent > 0 ? Math.floor(unsent) : 0,
    access: access === 'edit' || access === 'read' ? access : 'unknown',
    swept: swept instanceof Uint8Array ? swept : null,
  }
}
