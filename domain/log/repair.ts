/**
 * Whether what is stored of a document holds together, and what is done when it does not: nothing is removed before
 * what was good of it stands elsewhere.
 *
 *   look ─▶ a wrong byte is put right from its checksum ─▶ what a sound snapshot holds beyond the rows becomes a new row
 *        ─▶ rows that cannot be read or applied are set aside ─▶ a snapshot from the rows, compared ─▶ older ones go
 */
import type { Logger } from 'pino'
import * as Y from 'yjs'
import { asWritten } from '#domain/text/as-written.ts'
import { createTurns } from '#domain/turns.ts'
import { foldPatiently, isSameContent, isWaiting } from './same-content.ts'
import type { Damage, HistoryRow, Inspection, UpdateLog } from './update-log.ts'

export type Finding = {
  /** `content`: each part can be read, and still rows and snapshot are not the same document. */
  readonly kind: Damage['part'] | 'not_applicable' | 'content'
  readonly fromSeq: number
  readonly throughSeq: number
}

type Work = { readonly log: UpdateLog; readonly doc: string; readonly logger: Logger }
type Look = {
  readonly inspection: Inspection
  /** Of all rows that can be read and applied. */
  readonly document: Y.Doc
  readonly unusable: readonly HistoryRow[]
  readonly findings: readonly Finding[]
}

/** Builds the document from its rows alone and compares: rows, their checksums, segments, the newest snapshot. */
export async function checkDocument(log: UpdateLog, doc: string): Promise<readonly Finding[]> {
  const { document, findings } = await look(log, doc)
  document.destroy()
  return findings
}

/**
 * Makes the document open again with all that is left of it. Safe to repeat, and beside other processes.
 * @returns what was found and is dealt with now
 */
export async function repairDocument({ log, doc, logger }: Work): Promise<readonly Finding[]> {
  const first = await look(log, doc)
  first.document.destroy()
  if (first.findings.length === 0) return []
  logger.error({ alert: true, doc, findings: first.findings }, 'what is stored of a document is damaged')
  await log.mend(doc, first.inspection.damage)

  const { inspection, document, unusable, findings } = await look(log, doc)
  const unreadable = inspection.damage.filter(({ part }) => part !== 'snapshot')
  if (unreadable.length > 0 || unusable.length > 0) {
    await saveFromSnapshots(log, doc, inspection, document)
    for (const { part, fromSeq, throughSeq } of unreadable) {
      await setAside({ log, doc, logger }, fromSeq, throughSeq, `damaged: ${part}`)
    }
    // With what was saved, those that waited for it apply after all.
    for (const row of unusable) {
      if (!applies(document, row)) await setAside({ log, doc, logger }, row.seq, row.seq, 'cannot be applied')
    }
  }
  document.destroy()
  if (findings.length > 0) await renewSnapshot(log, doc)
  return first.findings
}

async function setAside({ log, doc, logger }: Work, fromSeq: number, throughSeq: number, why: string): Promise<void> {
  await log.setAside(doc, fromSeq, why, throughSeq)
  logger.error({ alert: true, doc, fromSeq, throughSeq, why }, 'rows are set aside')
}

async function look(log: UpdateLog, doc: string): Promise<Look> {
  const inspection = await log.inspect(doc)
  const { document, unusable } = await foldWhatApplies(inspection.rows)
  const findings: Finding[] = [
    ...inspection.damage.map(({ part, fromSeq, throughSeq }) => ({ kind: part, fromSeq, throughSeq })),
    // Beside rows that cannot be read they only wait for those.
    ...(inspection.damage.some(({ part }) => part !== 'snapshot') ? [] : unusable).map(
      ({ seq }) => ({ kind: 'not_applicable', fromSeq: seq, throughSeq: seq }) as const,
    ),
  ]
  const newest = inspection.snapshots.find(({ isSound }) => isSound)
  if (findings.length === 0 && newest) {
    const rows = inspection.rows.filter(({ seq }) => seq <= newest.seq)
    if (!(await isWhatRowsAddUpTo(newest.state, rows))) {
      findings.push({ kind: 'content', fromSeq: 1, throughSeq: newest.seq })
    }
  }
  return { inspection, document, unusable, findings }
}

async function isWhatRowsAddUpTo(state: Uint8Array, rows: readonly HistoryRow[]): Promise<boolean> {
  const truth = await foldPatiently(rows.map(({ update }) => update))
  const kept = await foldPatiently([state]).catch(() => null)
  return kept !== null && isSameContent(truth, kept)
}

/** In order; what builds on something that comes later is tried again. What remains cannot be applied. */
async function foldWhatApplies(rows: readonly HistoryRow[]) {
  const document = asWritten(new Y.Doc())
  const takeTurns = createTurns()
  let waiting = rows
  for (let before = Number.POSITIVE_INFINITY; waiting.length > 0 && waiting.length < before; ) {
    before = waiting.length
    const left: HistoryRow[] = []
    for (const row of waiting) {
      if (!applies(document, row)) left.push(row)
      await takeTurns()
    }
    waiting = left
  }
  return { document, unusable: waiting }
}

/** On failure the document is as it was, but for whole structs of the row that hold by themselves. */
function applies(document: Y.Doc, { update }: HistoryRow): boolean {
  try {
    Y.applyUpdate(document, update)
    if (!isWaiting(document)) return true
  } catch {
    // Garbage: it is told apart from what waits by nobody, both are set aside.
  }
  document.store.pendingStructs = null
  document.store.pendingDs = null
  return false
}

/** What a sound snapshot holds and the rows do not is appended, before any row is set aside. */
async function saveFromSnapshots(log: UpdateLog, doc: string, { snapshots }: Inspection, document: Y.Doc) {
  const before = Y.snapshot(document)
  const vector = Y.encodeStateVector(document)
  for (const { state, isSound } of snapshots) {
    if (isSound) applyWhole(document, state)
  }
  if (Y.equalSnapshots(before, Y.snapshot(document))) return
  await log.append({ doc, update: Y.encodeStateAsUpdate(document, vector), author: 'system', clients: [] })
}

function applyWhole(document: Y.Doc, state: Uint8Array): void {
  const trial = new Y.Doc()
  try {
    Y.applyUpdate(trial, state)
  } catch {
    return
  }
  if (!isWaiting(trial)) Y.applyUpdate(document, state)
  trial.destroy()
}

async function renewSnapshot(log: UpdateLog, doc: string): Promise<void> {
  const { seq, updates } = await log.load(doc, { ignoreSnapshots: true })
  const document = await foldPatiently(updates)
  await log.saveSnapshot(doc, seq, Y.encodeStateAsUpdate(document), { ignoreSnapshots: true })
  document.destroy()
}
