/** What the server counts. Names begin with `galley_`; no label ever holds a name or an id. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { createFigures } from '#domain/figures.ts'

export type Metrics = ReturnType<typeof createMetrics>

/** A reading waits no longer for the database. */
const DATABASE_MS = 2000

/** @param countStuck deliveries that should have an answer by now, whichever node has them */
export function createMetrics({ countStuck }: { countStuck: () => Promise<number> }) {
  const registry = new Registry()
  const registers = [registry]
  return {
    registry,
    readFigures: createFigures(registry, 'galley_collab_'),
    sockets: new Gauge({ name: 'galley_sockets', help: 'Open websockets', registers }),
    rooms: new Gauge({ name: 'galley_rooms', help: 'Documents in memory', registers }),
    connections: new Gauge({
      name: 'galley_document_connections',
      help: 'Open documents, summed over sockets',
      registers,
    }),
    blocks: new Counter({
      name: 'galley_event_loop_blocks_total',
      help: 'Seconds in which the process could do nothing for more than 200 ms',
      registers,
    }),
    refusals: new Counter({
      name: 'galley_refusals_total',
      help: 'Handshakes, documents and messages turned away, by the reason word',
      labelNames: ['reason'],
      registers,
    }),
    rests: new Counter({
      name: 'galley_sockets_rested_total',
      help: 'Sockets left unread for a while, as their person had caused more work than others can wait for',
      registers,
    }),
    updates: new Counter({
      name: 'galley_updates_total',
      help: 'Updates from clients, by what became of them',
      labelNames: ['outcome'],
      registers,
    }),
    commitSeconds: new Histogram({
      name: 'galley_commit_seconds',
      help: 'From a vetted update to the commit that holds it',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
      registers,
    }),
    loadSeconds: new Histogram({
      name: 'galley_load_seconds',
      help: 'Opening a document from the log',
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
      registers,
    }),
    loadFailures: new Counter({
      name: 'galley_load_failures_total',
      help: 'Documents that could not be opened',
      registers,
    }),
    rowsSetAside: new Counter({
      name: 'galley_rows_set_aside_total',
      help: 'Committed rows that did not apply',
      registers,
    }),
    broughtBack: new Counter({
      name: 'galley_words_brought_back_total',
      help: 'Rows whose block somebody else had replaced, and whose words were written again',
      registers,
    }),
    damage: new Counter({
      name: 'galley_damage_total',
      help: 'What was found wrong in what is stored, by kind; repaired as far as it can be',
      labelNames: ['kind'],
      registers,
    }),
    snapshots: new Counter({
      name: 'galley_snapshots_total',
      help: 'Snapshots, by whether they counted in the end',
      labelNames: ['outcome'],
      registers,
    }),
    contentProofs: new Counter({
      name: 'galley_content_proofs_total',
      help: 'Pages that asked whether they hold what the room holds, by the answer and by the repair before it',
      labelNames: ['verdict', 'after'],
      registers,
    }),
    deliveriesStuck: new Gauge({
      name: 'galley_deliveries_stuck',
      help: 'Deliveries without an answer for five minutes, of all nodes; no value while the database does not say',
      registers,
      // From the rows, also where the jobs that would say so do not run.
      async collect() {
        const count = await inTime(countStuck())
        if (count === null) this.remove()
        else this.set(count)
      },
    }),
    awarenessDropped: new Counter({
      name: 'galley_awareness_dropped_total',
      help: 'Presence messages left unread: too many or too long',
      registers,
    }),
  }
}

async function inTime<T>(asked: Promise<T>): Promise<T | null> {
  const late = new Promise<null>(resolve => setTimeout(resolve, DATABASE_MS, null).unref())
  return Promise.race([asked.catch(() => null), late])
}
