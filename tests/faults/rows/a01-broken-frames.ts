/** A1: broken frames by the million, before and after a ticket. The process lives, and somebody else goes on writing. */

import * as Y from 'yjs'
import { createFrames } from '#tests/attacks/hostile-frames.ts'
import { summarize } from '#tests/bench/statistics.ts'
import { backgroundStarted } from '#tests/support/background-started.ts'
import { rawSocket } from '#tests/support/raw-socket.ts'
import { until } from '#tests/support/until.ts'
import type { Ground } from '../ground.ts'
import { breakGround } from '../ground.ts'
import type { Row } from '../row.ts'
import { PATIENTLY } from '../team.ts'

/** Frames on one socket before the next one: of who is refused that often no more are read. */
const ON_ONE_SOCKET = 60
const MOST_BLOCK_MS = 50
const SLOWER_BY = 1.2

export const a01: Row = {
  id: 'A1',
  what: 'broken frames, before and after a ticket',
  goal: '0 crashes, no block over 50 ms, what others write is saved as fast within 20 %',
  async run({ dice, full, count = full ? 1_000_000 : 2_000, note }) {
    const ground = await breakGround()
    try {
      const server = await ground.startServer()
      const { doc } = await ground.addPost()
      const url = `ws://127.0.0.1:${ground.collabPort}/collab`
      // Loading what it puts off takes as long as a block that is looked for here.
      await until(() => backgroundStarted(ground.pool), PATIENTLY)
      const before = await probe(ground, url, 30)
      await lagMs(ground)
      const during: number[] = []
      // As many words in a short run as before it: of few, one that came late is the whole figure.
      const probeEvery = full ? 160 : 4
      let sent = 0
      for (let round = 0; sent < count; round += 1) {
        const raw = await rawSocket(url)
        if (round % 3 > 0) {
          // Each has attacked never before: whoever has may have to rest until they are let in.
          const attacker = await ground.addPerson(`Attacker${round}`, 'editor')
          await raw.open(doc, await attacker.ticket())
        }
        const next = createFrames(dice, doc, Y.encodeStateAsUpdate(raw.docOf(doc)))
        for (let on = 0; on < ON_ONE_SOCKET && sent < count && raw.ws.readyState === raw.ws.OPEN; on += 1, sent += 1) {
          raw.send(next())
          // Sent is not read: what waits here is let go before more is made.
          if (on % 50 === 0) await new Promise(setImmediate)
        }
        if (round % probeEvery === 0) during.push(...(await probe(ground, url, 3)))
        raw.ws.terminate()
      }
      note(`${sent} frames sent`)
      during.push(...(await probe(ground, url, 5)))
      const block = await lagMs(ground)
      const faults: string[] = []
      if (!server.isRunning()) faults.push('the process ended')
      if (/that nobody handled|unknown state/.test(ground.serverLog())) faults.push('an error that nobody handled')
      const [calm, busy] = [summarize(before).p95, summarize(during).p95]
      const late = [
        ...(block > MOST_BLOCK_MS ? [`a block of ${block.toFixed(0)} ms`] : []),
        ...(busy > calm * SLOWER_BY ? [`others: p95 ${calm.toFixed(1)} ms before, ${busy.toFixed(1)} ms during`] : []),
      ]
      const figure = `p95 of others ${calm.toFixed(1)} → ${busy.toFixed(1)} ms, longest block ${block.toFixed(0)} ms`
      return { ran: true, count: `${sent} frames`, figure, faults, late }
    } finally {
      await ground.close()
    }
  },
}

/** How long somebody else waits until a word is saved, in ms. */
async function probe(ground: Ground, url: string, times: number): Promise<number[]> {
  const raw = await rawSocket(url)
  const [anna] = ground.people
  const { doc } = await ground.addPost()
  if (anna) await raw.open(doc, await anna.ticket())
  const mine = raw.docOf(doc)
  const text = new Y.XmlText()
  const say = (change: () => void) => {
    const known = Y.encodeStateVector(mine)
    mine.transact(change)
    raw.sync(doc, 2, Y.encodeStateAsUpdate(mine, known))
  }
  say(() => (mine.getXmlFragment('body').get(1) as Y.XmlElement).insert(0, [text]))
  const took: number[] = []
  for (let index = 1; index <= times; index += 1) {
    const start = performance.now()
    say(() => text.insert(0, 'word '))
    await until(() => raw.acks(doc).length > index, PATIENTLY)
    took.push(performance.now() - start)
  }
  raw.ws.terminate()
  return took
}

/** The longest the server did nothing else since it was asked last. */
async function lagMs({ collabPort }: Ground): Promise<number> {
  const figures = await (await fetch(`http://127.0.0.1:${collabPort}/metrics`)).text()
  const [, seconds = '0'] = /^galley_collab_nodejs_eventloop_lag_max_seconds ([\d.e+-]+)/m.exec(figures) ?? []
  return Number(seconds) * 1000
}
