/**
 * The update log: interface and law. Text is what the rows of a document add up to; a room is a fold of them.
 *
 * append → one INSERT for everything waiting, all documents → COMMIT → resolves. See SPEC UL1–UL12.
 */

/** Rows of one writer: a user id, or `system` for what the server itself writes. */
export type Author = string

export type LogRow = {
  readonly seq: number
  /** Yjs update v1. */
  readonly update: Uint8Array
  readonly author: Author
}

export type LoadedDocument = {
  /** Newest row that is in `updates`. */
  readonly seq: number
  /** Yjs updates v1 that together are the document: the newest good snapshot, if any, then the rows after it. */
  readonly updates: readonly Uint8Array[]
  /** Client ids claimed so far, with their owners. */
  readonly owners: ReadonlyMap<number, Author>
}

export type Append = {
  readonly doc: string
  /** Yjs update v1, at most LIMITS.updateBytes. */
  readonly update: Uint8Array
  readonly author: Author
  /** Yjs client ids whose structs the update carries: claimed for the author with the row. */
  readonly clients: readonly number[]
}

export type UpdateLog = {
  /**
   * Begins a document with its first row.
   * @throws {AppError} already_exists
   */
  create(first: Append): Promise<void>
  /**
   * Resolves with the row's number after the commit, never before. Calls for one document are stored in call order.
   * @throws {AppError} not_found for a document never created; forbidden when a client id belongs to somebody else;
   *   too_large; storage_unavailable, disk_full (safe to repeat: Yjs updates are idempotent)
   */
  append(entry: Append): Promise<{ seq: number }>
  /**
   * A failed load is never an empty document.
   * @param options.ignoreSnapshots fold the rows alone, where a snapshot cannot be trusted
   * @throws {AppError} not_found; storage_unavailable
   */
  load(doc: string, options?: { readonly ignoreSnapshots?: boolean }): Promise<LoadedDocument>
  /** Rows after `seq`, in order: how a node reads what others appended. */
  readAfter(doc: string, seq: number): Promise<readonly LogRow[]>
  /** Keeps a state that holds rows 1..seq, read back and compared before it counts. Rows are never removed by it. */
  saveSnapshot(doc: string, seq: number, state: Uint8Array): Promise<void>
  /** Marks a row that cannot be applied, so that the document opens without it. */
  setAside(doc: string, seq: number, reason: string): Promise<void>
}
