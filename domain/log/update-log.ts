/**
 * The update log: interface and law. Text is what the rows of a document add up to; a room is a fold of them.
 *
 * append → one INSERT for everything waiting, all documents → COMMIT → resolves. See SPEC UL1–UL12.
 * Old rows are packed into segments, which read as the rows they hold. See SPEC UL23–UL33.
 */
import { AppError } from '#domain/contract/errors.ts'

/** Rows of one writer: a user id, or `system` for what the server itself writes. */
export type Author = string

export type LogRow = {
  readonly seq: number
  /** Yjs update v1. */
  readonly update: Uint8Array
  readonly author: Author
}

/** A row with the time of its commit, by the database's clock. */
export type HistoryRow = LogRow & { readonly at: Date }

/** What was stored and cannot be read any more, by the rows it concerns. */
export type Damage = {
  readonly part: 'row' | 'segment' | 'missing' | 'snapshot'
  readonly fromSeq: number
  readonly throughSeq: number
}

/** Thrown instead of a document with a part left out. Repair (repair.ts) makes the next read work. */
export class DamagedError extends AppError {
  readonly damage: readonly Damage[]

  constructor(doc: string, damage: readonly Damage[]) {
    super('internal', {
      message: 'A part of what is stored of this document is damaged. It is repaired when it is opened.',
      details: { doc, damage },
    })
    this.damage = damage
  }
}

export type LoadedDocument = {
  /** Newest row that is in `updates`. */
  readonly seq: number
  /** Rows 1..snapshotSeq are in the first of `updates`; 0 where each is a row. */
  readonly snapshotSeq: number
  /** Yjs updates v1 that together are the document: the newest good snapshot, if any, then the rows after it. */
  readonly updates: readonly Uint8Array[]
  /** Client ids claimed so far, with their owners. */
  readonly owners: ReadonlyMap<number, Author>
  /** Snapshots that were passed over because they are damaged; the document is whole without them. */
  readonly damage: readonly Damage[]
}

export type StoredSnapshot = { readonly seq: number; readonly state: Uint8Array; readonly isSound: boolean }

/** Everything that is stored of a document, for those who check and repair it. */
export type Inspection = {
  readonly seq: number
  /** Rows that can be read and are not set aside. */
  readonly rows: readonly HistoryRow[]
  readonly damage: readonly Damage[]
  /** Newest first. */
  readonly snapshots: readonly StoredSnapshot[]
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
   * @param options.patient nobody waits for it with an empty page: it may take as long as a whole history takes
   * @throws {DamagedError} when a row of it cannot be read
   * @throws {AppError} not_found; storage_unavailable
   */
  load(
    doc: string,
    options?: { readonly ignoreSnapshots?: boolean; readonly patient?: boolean },
  ): Promise<LoadedDocument>
  /** Rows after `seq`, in order: how a node reads what others appended. */
  readAfter(doc: string, seq: number): Promise<readonly LogRow[]>
  /** Rows after `seq` with their times, also those that were packed; `through` is the last one. */
  history(doc: string, after: number, through?: number): Promise<readonly HistoryRow[]>
  /**
   * Keeps a state that holds rows 1..seq, read back and compared before it counts. Rows are never removed by it.
   * @param options.ignoreSnapshots compare with the rows alone; older snapshots go once it counts
   */
  saveSnapshot(
    doc: string,
    seq: number,
    state: Uint8Array,
    options?: { readonly ignoreSnapshots?: boolean },
  ): Promise<void>
  /** Marks rows that cannot be applied or read, so that the document opens without them. They are kept. */
  setAside(doc: string, seq: number, reason: string, throughSeq?: number): Promise<void>
  /**
   * Packs rows that a snapshot holds into segments: read back and compared, row by row and by what they add up to,
   * before the rows go. One process at a time; for another one there is nothing to do.
   * @param options.leastRows fewer stay as they are
   * @param options.mostRows in one segment
   * @throws {DamagedError} before anything is packed that cannot be read
   */
  compact(
    doc: string,
    options?: { readonly leastRows?: number; readonly mostRows?: number },
  ): Promise<{ readonly rows: number }>
  /** @throws {AppError} not_found; storage_unavailable */
  inspect(doc: string): Promise<Inspection>
  /** Puts right what its checksum allows to put right exactly. */
  mend(doc: string, damage: readonly Damage[]): Promise<void>
}
