/**
 * Words that a committed row swept away with their block are written again, as an edit of who wrote them.
 *
 *   a row that swept something ─▶ read the past ─▶ find the place ─▶ append
 *
 * Each row is answered once, by whichever process: the client ids of its answer follow from its number, and who holds the
 * document's lock sees whether they are there. No snapshot holds a row that waits for its answer, so a process that was
 * killed before it leaves the row where the next one to read the document finds it. SPEC UL260–UL262.
 */
import { encodeStateAsUpdate, parseUpdateMeta } from 'yjs'
import { crashPoint } from '#domain/crash-point.ts'
import { createPast, type Past } from '#domain/text/swept/past.ts'
import { applyLooking } from '#domain/text/swept/swept-by.ts'
import { createAnswers, isAnswered } from '#domain/text/swept/write-again.ts'
import { createTurns } from '#domain/turns.ts'
import type { Db, Tx } from '#prisma/client.ts'
import { foldPatiently } from './same-content.ts'
import { findStage, ROWS_BETWEEN_STAGES } from './stages.ts'
import type { Author, UpdateLog } from './update-log.ts'

/**
 * Answers every row from number `from` on that has none yet; safe to repeat, and beside other processes.
 *
 * @returns whether anything was appended; who has the document open has to read it
 * @throws {DamagedError} when the past cannot be read; {AppError} as the log does (safe to repeat)
 */
export type WriteAgain = (doc: string, from: number) => Promise<boolean>

type Options = {
  readonly db: Db
  readonly log: UpdateLog
  /** The words that row `seq` swept away are back, in so many rows. */
  readonly onBack?: (doc: string, seq: number, rows: number) => void
}

/** First half of the advisory lock's key; the other one is made of the document's name. */
const LOCK = 7_146_555
const LIMITS_MS = { maxWait: 8_000, timeout: 60_000 }

export function createWriteAgain({ db, log, onBack }: Options): WriteAgain {
  return (doc, from) =>
    db.$transaction(async tx => {
      await tx.$executeRaw`select pg_advisory_xact_lock(${LOCK}::int4, hashtext(${doc}))`
      const { past, rowAuthors } = await readPast(tx, doc, from)
      try {
        const unanswered = () => past.doubtfulFrom(from).filter(({ seq }) => !isAnswered(past, seq))
        if (unanswered().length === 0) return false
        const { owners } = await log.load(doc)
        const answerTo = createAnswers<Author>(
          past,
          (seq, client) => (client !== null && owners.get(client)) || (rowAuthors.get(seq) ?? 'system'),
        )
        const answerAll = async (): Promise<number> => {
          let rows = 0
          for (const step of unanswered()) {
            crashPoint('before-words-are-back')
            const again = answerTo(step)
            for (const { author, client, update } of again) {
              const clients = parseUpdateMeta(update).to.has(client) ? [client] : []
              const { seq } = await log.append({ doc, update, author, clients })
              past.add({ seq, update })
            }
            if (again.length > 0) onBack?.(doc, step.seq, again.length)
            rows += again.length
          }
          return rows
        }
        let wrote = false
        // What one row brings back an earlier one may have taken out: it has an answer only then.
        while ((await answerAll()) > 0) wrote = true
        return wrote
      } finally {
        past.doc.destroy()
      }
    }, LIMITS_MS)

  async function readPast(
    tx: Tx,
    doc: string,
    from: number,
  ): Promise<{ past: Past; rowAuthors: ReadonlyMap<number, Author> }> {
    const stage = await findStage(tx, doc, Math.max(0, from - ROWS_BETWEEN_STAGES))
    const rows = await log.history(doc, stage?.seq ?? 0)
    const past = createPast(stage?.state ?? null)
    const takeTurns = createTurns()
    for (const row of rows) {
      past.add(row)
      await takeTurns()
    }
    return { past, rowAuthors: new Map(rows.map(({ seq, author }) => [seq, author])) }
  }
}

/**
 * Keeps a snapshot of everything up to now, once the words that went with their block are back.
 *
 * @throws when the rows do not add up; {AppError} as the log and `writeAgain` do
 */
export async function snapshotDocument(log: UpdateLog, doc: string, writeAgain: WriteAgain): Promise<void> {
  const { seq, snapshotSeq, updates } = await log.load(doc, { patient: true })
  if (seq === snapshotSeq) return
  let isDoubtful = false
  const document = await foldPatiently(updates, (doc, update) => {
    if (applyLooking(doc, update)) isDoubtful = true
  })
  const state = encodeStateAsUpdate(document)
  document.destroy()
  // What it writes is not in this snapshot, and need not be.
  if (isDoubtful) await writeAgain(doc, snapshotSeq + 1)
  await log.saveSnapshot(doc, seq, state)
}
