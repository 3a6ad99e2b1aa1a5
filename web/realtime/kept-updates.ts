/**
 * Updates of one document in one IndexedDB database, as they come: read back in order they are the document. Layout of
 * y-indexeddb (`updates` numbered by itself, `custom` by key), so what older pages kept is found.
 *
 *   open ─▶ read ─▶ apply ─▶ each later update is one write; after 500 rows all of it becomes one
 *
 * A write that fails is told, and the next one carries everything. SPEC CN67, CN410, CN411.
 */
import * as Y from 'yjs'

export type KeptUpdates = {
  /** Resolves with what was kept, when it is in the document. */
  readonly loaded: Promise<readonly Uint8Array[]>
  readonly get: (key: string) => Promise<unknown>
  /** @param afterOthers what other tabs kept comes into the document before; where it cannot any more, nothing is put */
  readonly put: (key: string, value: unknown, afterOthers: boolean) => Promise<void>
  /** Another tab has removed all of it: the document is kept anew. */
  readonly renew: () => Promise<void>
  /** Nothing is written from now on; what was begun ends by itself. */
  readonly close: () => void
}

const UPDATES = 'updates'
const CUSTOM = 'custom'
const MOST_ROWS = 500

type Options = {
  readonly name: string
  readonly doc: Y.Doc
  /** Origin of what the device brings into the document. */
  readonly origin: object
  /** Told when it changes: false while what was written last is not kept. */
  readonly onKeeps: (keeps: boolean) => void
}

/** @throws when the browser does not open the database */
export async function openKeptUpdates({ name, doc, origin, onKeeps }: Options): Promise<KeptUpdates> {
  let closed = false
  let keeps = true
  let rows = 0
  /** Keys of those that this page has added since it read. */
  const own = new Set<IDBValidKey>()
  let lastKey = 0
  let waiting: Uint8Array[] | null = []

  const tell = (now: boolean) => {
    if (closed || now === keeps) return
    keeps = now
    onKeeps(now)
  }
  const open = async () => {
    const opened = await openDatabase(name)
    // Another tab removes it: nobody holds that up.
    opened.onversionchange = () => {
      tell(false)
      opened.close()
    }
    opened.onclose = () => tell(false)
    return opened
  }
  let db = await open()

  const write = (update: Uint8Array) => {
    // After a failure a single update would build on what is not there.
    const whole = !keeps || rows >= MOST_ROWS
    const done = whole ? writeWhole() : writeOne(update)
    done.then(
      () => {
        if (whole) tell(true)
        // It may build on one that has failed since it was begun.
        else if (!keeps && !closed) write(update)
      },
      () => tell(false),
    )
  }
  const writeOne = async (update: Uint8Array) => {
    rows += 1
    await inTransaction(db, transaction => add(transaction.objectStore(UPDATES), update))
  }
  const add = (store: IDBObjectStore, update: Uint8Array) => {
    const request = store.add(update)
    // The key of a write that fails in the end may be given to another tab.
    store.transaction.addEventListener('complete', () => own.add(request.result))
  }
  /** One transaction: what other tabs kept meanwhile is read before it is replaced. */
  const writeWhole = async () => {
    rows = 1
    await inTransaction(db, transaction => {
      const store = transaction.objectStore(UPDATES)
      readOn(store, updates => {
        applyAll(updates)
        // What others kept is not in a document that was closed meanwhile.
        if (lastKey > 0 && !closed) store.delete(IDBKeyRange.upperBound(lastKey))
        add(store, Y.encodeStateAsUpdate(doc))
      })
    })
  }
  const readOn = (store: IDBObjectStore, take: (updates: readonly Uint8Array[], ofOthers: boolean) => void) =>
    readAll(store, lastKey, (updates, keys) => {
      lastKey = keys.at(-1) ?? lastKey
      const ofOthers = keys.some(key => !own.has(key))
      own.clear()
      take(updates, ofOthers)
    })
  const applyAll = (updates: readonly Uint8Array[]) => {
    if (closed) return
    Y.transact(
      doc,
      () => {
        for (const update of updates) Y.applyUpdate(doc, update, origin)
      },
      origin,
      false,
    )
  }

  const changed = (update: Uint8Array, from: unknown) => {
    if (from === origin || closed) return
    if (waiting) waiting.push(update)
    else write(update)
  }
  doc.on('update', changed)

  const load = async () => {
    // What the document holds already came before anybody listened.
    const early = Y.encodeStateVector(doc).byteLength > 1 ? Y.encodeStateAsUpdate(doc) : null
    let kept: readonly Uint8Array[] = []
    await inTransaction(db, transaction =>
      readOn(transaction.objectStore(UPDATES), updates => {
        kept = updates
        rows = updates.length
        applyAll(updates)
      }),
    )
    const missed = [...(early ? [early] : []), ...(waiting ?? [])]
    waiting = null
    for (const update of missed) write(update)
    return kept
  }

  const close = () => {
    closed = true
    doc.off('update', changed)
    db.close()
  }

  return {
    loaded: load(),
    get: key =>
      new Promise((resolve, reject) => {
        const request = db.transaction(CUSTOM).objectStore(CUSTOM).get(key)
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      }),
    put: async (key, value, afterOthers) => {
      if (closed) return
      const ended = inTransaction(db, transaction => {
        const put = () => void transaction.objectStore(CUSTOM).put(value, key)
        if (!afterOthers) return put()
        readOn(transaction.objectStore(UPDATES), (updates, ofOthers) => {
          if (ofOthers) applyAll(updates)
          if (!ofOthers || !closed) put()
        })
      })
      await ended.catch(() => tell(false))
    },
    renew: async () => {
      if (closed || keeps) return
      db = await open()
      if (closed) return db.close()
      lastKey = 0
      own.clear()
      waiting = null
      write(Y.encodeStateAsUpdate(doc))
    },
    close,
  }
}

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(UPDATES, { autoIncrement: true })
      request.result.createObjectStore(CUSTOM)
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
    request.onblocked = () => reject(new Error('Another tab holds the database'))
  })
}

/** Resolves when it is committed. */
async function inTransaction(db: IDBDatabase, work: (transaction: IDBTransaction) => void): Promise<void> {
  const transaction = db.transaction([UPDATES, CUSTOM], 'readwrite')
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('Nothing was kept'))
  })
  work(transaction)
  await ended
}

function readAll(
  store: IDBObjectStore,
  after: number,
  take: (updates: readonly Uint8Array[], keys: readonly number[]) => void,
): void {
  const range = IDBKeyRange.lowerBound(after, true)
  const updates = store.getAll(range)
  const keys = store.getAllKeys(range)
  keys.onsuccess = () => {
    take(
      updates.result.filter(row => row instanceof Uint8Array),
      keys.result.filter(key => typeof key === 'number'),
    )
  }
}
