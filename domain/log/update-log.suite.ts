/** The law of the log, one suite for every implementation. SPEC UL. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { AppError } from '#domain/contract/errors.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { createLogger } from '#domain/logger.ts'
import { checkDocument, repairDocument } from './repair.ts'
import { foldUpdates } from './same-content.ts'
import type { UpdateLog } from './update-log.ts'
import { createWriter } from './writer.ts'

const ANNA = 'anna-0001'
const BEN = 'ben-00001'

/** @param makeLog a log that shares no documents with another test; the same one may be given to several */
export function describeUpdateLog(makeLog: () => UpdateLog): void {
  const begin = async (author = ANNA, log = makeLog()) => {
    const writer = createWriter(`post:${crypto.randomUUID()}`, author)
    await log.create(writer.type('first '))
    return { log, writer, doc: writer.doc }
  }

  describe('append', () => {
    test('[UL2] rows of a document are numbered without gaps, in the order of the calls', async () => {
      const { log, writer, doc } = await begin()
      const entries = Array.from({ length: 40 }, (_, index) => writer.type(`${index} `))
      const numbers = await Promise.all(entries.map(entry => log.append(entry)))
      expect(numbers.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 2))
      const rows = await log.readAfter(doc, 1)
      expect(rows.map(({ update }) => bytesOf(update))).toEqual(entries.map(({ update }) => bytesOf(update)))
    })

    test('[UL2] documents are numbered each for itself, however their entries are mixed', async () => {
      const one = await begin()
      const other = await begin(BEN, one.log)
      const mixed = await Promise.all(
        Array.from({ length: 10 }, () => [
          one.log.append(one.writer.type('a')),
          one.log.append(other.writer.type('b')),
        ]).flat(),
      )
      expect(mixed.map(({ seq }) => seq)).toEqual(
        Array.from({ length: 10 }, (_, index) => [index + 2, index + 2]).flat(),
      )
    })

    test('[UL3] a client id belongs to the author whose row carried it first', async () => {
      const { log, writer, doc } = await begin()
      const stolen = { ...writer.type('stolen'), author: BEN }
      await expect(log.append(stolen)).rejects.toMatchObject({ code: 'forbidden' })
      expect((await log.load(doc)).seq).toBe(1)
      expect((await log.load(doc)).owners).toEqual(new Map([[writer.client, ANNA]]))
    })

    test('[UL3] of two authors with one id in the same batch the first one has it', async () => {
      const { log, doc } = await begin()
      const mine = createWriter(doc, ANNA)
      const copy = createWriter(doc, BEN, mine.client)
      const outcomes = await Promise.allSettled([log.append(mine.type('x')), log.append(copy.type('y'))])
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
      expect((await log.load(doc)).owners.get(mine.client)).toBe(ANNA)
    })

    test('[UL4] a refused entry changes nothing and fails nobody else', async () => {
      const { log, writer, doc } = await begin()
      const guest = createWriter(doc, BEN)
      const outcomes = await Promise.allSettled([
        log.append(writer.type('a')),
        log.append({ ...guest.type('b'), clients: [guest.client, writer.client] }),
        log.append({ ...guest.type('c'), doc: 'post:never-created' }),
        log.append(writer.type('d')),
      ])
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
      expect((await log.readAfter(doc, 0)).map(({ seq }) => seq)).toEqual([1, 2, 3])
      expect((await log.load(doc)).owners.has(guest.client)).toBe(false)
    })

    test('[UL4] keys in several documents, one of which is not there, fail that one alone', async () => {
      const { log, writer, doc } = await begin()
      const other = await begin(BEN, log)
      const { update } = writer.type('nowhere')
      const outcomes = await Promise.allSettled([
        log.append(other.writer.type('a')),
        log.append({ doc: 'post:never-created', update, author: ANNA, clients: [] }),
        log.append({ doc, update, author: ANNA, clients: [writer.client] }),
        log.append(other.writer.type('b')),
      ])
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
      expect(outcomes[1]).toMatchObject({ reason: { code: 'not_found' } })
      expect((await log.readAfter(doc, 1)).map(row => bytesOf(row.update))).toEqual([bytesOf(update)])
      expect((await log.readAfter(other.doc, 1)).map(({ seq, author }) => [seq, author])).toEqual([
        [2, BEN],
        [3, BEN],
      ])
    })

    test('[UL12] what is longer than an update may be is refused', async () => {
      const { log, writer } = await begin()
      const long = { ...writer.type('x'), update: new Uint8Array(LIMITS.updateBytes + 1) }
      await expect(log.append(long)).rejects.toMatchObject({ code: 'too_large' })
    })

    test('each row names its author', async () => {
      const { log, writer, doc } = await begin()
      await log.append(createWriter(doc, BEN).type('b'))
      await log.append({ ...writer.type('s'), author: 'system', clients: [] })
      expect((await log.readAfter(doc, 0)).map(({ author }) => author)).toEqual([ANNA, BEN, 'system'])
    })
  })

  describe('create and load', () => {
    test('[UL5] a document begins once', async () => {
      const { log, writer, doc } = await begin()
      await expect(log.create(writer.type('again'))).rejects.toMatchObject({ code: 'already_exists' })
      expect((await log.load(doc)).seq).toBe(1)
    })

    test('[UL5] what was never created cannot be read or written, and is never empty', async () => {
      const log = makeLog()
      const nowhere = createWriter('post:nowhere', ANNA)
      const calls = [
        () => log.load(nowhere.doc),
        () => log.readAfter(nowhere.doc, 0),
        () => log.append(nowhere.type('x')),
      ]
      for (const call of calls) {
        const error = await call().then(
          () => null,
          reason => reason,
        )
        expect(error).toBeInstanceOf(AppError)
        expect(error).toMatchObject({ code: 'not_found' })
      }
    })

    test('[UL6] a load is the whole document', async () => {
      const { log, writer, doc } = await begin()
      for (const word of ['and ', 'then ', 'some']) await log.append(writer.type(word))
      expect(textOf(await log.load(doc))).toBe('first and then some')
    })

    test('[UL8] rows after a number come in order, and none is left out', async () => {
      const { log, writer, doc } = await begin()
      for (const word of ['a', 'b', 'c']) await log.append(writer.type(word))
      expect((await log.readAfter(doc, 2)).map(({ seq }) => seq)).toEqual([3, 4])
      expect(await log.readAfter(doc, 4)).toEqual([])
    })

    test('[UL10] an update that is stored twice changes nothing', async () => {
      const { log, writer, doc } = await begin()
      const entry = writer.type('once')
      await log.append(entry)
      await log.append(entry)
      expect(textOf(await log.load(doc))).toBe('first once')
    })
  })

  describe('snapshots and rows set aside', () => {
    test('[UL7] a document opens from a snapshot and the rows after it', async () => {
      const { log, writer, doc } = await begin()
      await log.append(writer.type('kept '))
      await log.saveSnapshot(doc, 2, writer.state())
      await log.append(writer.type('tail'))
      const loaded = await log.load(doc)
      expect(loaded.updates).toHaveLength(2)
      expect(loaded.seq).toBe(3)
      expect(textOf(loaded)).toBe('first kept tail')
    })

    test('[UL7] a snapshot that is not what its rows add up to does not count', async () => {
      const { log, writer, doc } = await begin()
      await log.append(writer.type('kept '))
      const behind = foldUpdates([(await log.load(doc)).updates[0] ?? new Uint8Array()])
      await expect(log.saveSnapshot(doc, 2, Y.encodeStateAsUpdate(behind))).rejects.toThrow()
      const unwritten = writer.type('never stored')
      expect(unwritten.update.byteLength).toBeGreaterThan(0)
      await expect(log.saveSnapshot(doc, 2, writer.state())).rejects.toThrow()
      await expect(log.saveSnapshot(doc, 2, new Uint8Array([1, 2, 3]))).rejects.toThrow()
      expect(textOf(await log.load(doc))).toBe('first kept ')
      expect((await log.load(doc)).updates).toHaveLength(2)
    })

    test('[UL7] rows stay when there is a snapshot', async () => {
      const { log, writer, doc } = await begin()
      await log.append(writer.type('kept'))
      await log.saveSnapshot(doc, 2, writer.state())
      expect((await log.readAfter(doc, 0)).map(({ seq }) => seq)).toEqual([1, 2])
      expect(textOf(await log.load(doc, { ignoreSnapshots: true }))).toBe('first kept')
    })

    test('[UL9] a row that is set aside is passed over', async () => {
      const { log, writer, doc } = await begin()
      await log.append({ ...writer.type(''), update: new Uint8Array([9, 9, 9]), clients: [] })
      await log.append(writer.type('good'))
      await log.setAside(doc, 2, 'garbage')
      await log.setAside(doc, 2, 'garbage')
      expect((await log.readAfter(doc, 0)).map(({ seq }) => seq)).toEqual([1, 3])
      const loaded = await log.load(doc)
      expect(textOf(loaded)).toBe('first good')
      expect(loaded.seq).toBe(3)
    })

    test('[UL9] the newest row counts in the number of a load even when it is set aside', async () => {
      const { log, writer, doc } = await begin()
      await log.append({ ...writer.type(''), update: new Uint8Array([9]), clients: [] })
      await log.setAside(doc, 2, 'garbage')
      expect((await log.load(doc)).seq).toBe(2)
    })
  })

  describe('segments', () => {
    /** 300 rows of two people, the first 200 of them in a snapshot. */
    const beginLong = async () => {
      const { log, writer, doc } = await begin()
      const guest = createWriter(doc, BEN)
      for (let index = 2; index <= 300; index++) {
        await log.append((index % 7 === 0 ? guest : writer).type(`${index} `))
        if (index === 200) {
          const state = Y.encodeStateAsUpdate(foldUpdates((await log.load(doc)).updates))
          await log.saveSnapshot(doc, 200, state)
        }
      }
      return { log, writer, doc }
    }
    const plain = (rows: readonly { seq: number; author: string; update: Uint8Array; at?: Date }[]) =>
      rows.map(({ seq, author, update, at }) => ({ seq, author, update: bytesOf(update), at: at?.getTime() }))

    test('[UL23] every row reads as before, with author, time and update, wherever the reading begins', async () => {
      const { log, doc } = await beginLong()
      const before = await log.history(doc, 0)
      const text = textOf(await log.load(doc, { ignoreSnapshots: true }))
      expect(before.map(({ seq }) => seq)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1))
      expect(await log.compact(doc)).toEqual({ rows: 200 })
      expect(plain(await log.history(doc, 0))).toEqual(plain(before))
      for (const after of [0, 1, 99, 199, 200, 201, 299, 300]) {
        expect((await log.readAfter(doc, after)).map(({ seq }) => seq)).toEqual(
          before.slice(after).map(({ seq }) => seq),
        )
        expect(plain(await log.history(doc, after, 250))).toEqual(plain(before.slice(after, 250)))
      }
      expect(textOf(await log.load(doc))).toBe(text)
      expect(textOf(await log.load(doc, { ignoreSnapshots: true }))).toBe(text)
    })

    test('[UL23] writing, snapshots and further packing go on over segments', async () => {
      const { log, writer, doc } = await beginLong()
      const before = await log.history(doc, 0)
      await log.compact(doc)
      await log.append(writer.type('and on'))
      const loaded = await log.load(doc)
      await log.saveSnapshot(doc, 301, Y.encodeStateAsUpdate(foldUpdates(loaded.updates)))
      expect(await log.compact(doc)).toEqual({ rows: 101 })
      expect(await log.compact(doc)).toEqual({ rows: 0 })
      const after = await log.history(doc, 0)
      expect(plain(after.slice(0, 300))).toEqual(plain(before))
      expect(textOf(await log.load(doc, { ignoreSnapshots: true }))).toContain('and on')
      await expect(log.saveSnapshot(doc, 150, writer.state())).rejects.toThrow()
    })

    test('[UL25] what no snapshot holds, and what is too little, stays as it is', async () => {
      const { log, writer, doc } = await begin()
      for (let index = 0; index < 20; index++) await log.append(writer.type('x'))
      expect(await log.compact(doc, { leastRows: 2 })).toEqual({ rows: 0 })
      await log.saveSnapshot(doc, 21, writer.state())
      expect(await log.compact(doc)).toEqual({ rows: 0 })
      expect(await log.compact(doc, { leastRows: 2 })).toEqual({ rows: 21 })
    })

    test('[UL25] a row that is set aside stays so in a segment, and one in a segment can be set aside', async () => {
      const { log, writer, doc } = await begin()
      await log.append({ ...writer.type(''), update: new Uint8Array([9, 9, 9]), clients: [] })
      await log.append(writer.type('good '))
      await log.setAside(doc, 2, 'garbage')
      await log.append(writer.type('better'))
      await log.saveSnapshot(doc, 4, writer.state())
      expect(await log.compact(doc, { leastRows: 2 })).toEqual({ rows: 4 })
      expect((await log.history(doc, 0)).map(({ seq }) => seq)).toEqual([1, 3, 4])
      await log.setAside(doc, 4, 'unwanted')
      expect((await log.readAfter(doc, 0)).map(({ seq }) => seq)).toEqual([1, 3])
      expect(textOf(await log.load(doc, { ignoreSnapshots: true }))).toBe('first good ')
    })
  })

  describe('check and repair', () => {
    const logger = createLogger('test', 'silent')

    test('[UL31] a document that is as it should be has nothing to be found, whatever was packed', async () => {
      const { log, writer, doc } = await begin()
      for (let index = 0; index < 99; index++) await log.append(writer.type('x'))
      expect(await checkDocument(log, doc)).toEqual([])
      await log.saveSnapshot(doc, 100, writer.state())
      await log.compact(doc)
      expect(await checkDocument(log, doc)).toEqual([])
      expect(await repairDocument({ log, doc, logger })).toEqual([])
      expect((await log.history(doc, 0)).length).toBe(100)
    })

    test('[UL30] a garbage row is set aside, the rows after it stay, and other documents are not touched', async () => {
      const { log, writer, doc } = await begin()
      const other = await begin(BEN, log)
      await log.append(writer.type('kept '))
      await log.append({ ...writer.type(''), update: new Uint8Array([1, 2, 3]), clients: [] })
      await log.append(writer.type('later'))
      const found = [{ kind: 'not_applicable', fromSeq: 3, throughSeq: 3 }]
      expect(await checkDocument(log, doc)).toEqual(found)
      expect(await repairDocument({ log, doc, logger })).toEqual(found)
      expect(textOf(await log.load(doc))).toBe('first kept later')
      expect((await log.history(doc, 0)).map(({ seq }) => seq)).toEqual([1, 2, 4])
      expect(await checkDocument(log, doc)).toEqual([])
      expect((await log.load(other.doc)).seq).toBe(1)
    })

    test('[UL30] a row that something is missing for is set aside only when nobody has what is missing', async () => {
      const { log, writer, doc } = await begin()
      const between = writer.type('between ')
      const late = writer.type('late')
      await log.append(late)
      expect(await checkDocument(log, doc)).toEqual([{ kind: 'not_applicable', fromSeq: 2, throughSeq: 2 }])
      await log.append(between)
      expect(await checkDocument(log, doc)).toEqual([])
      expect(textOf(await log.load(doc))).toBe('first between late')
    })
  })
}

export function textOf({ updates }: { updates: readonly Uint8Array[] }): string {
  return foldUpdates(updates).getXmlFragment('body').toString()
}

function bytesOf(update: Uint8Array): string {
  return Buffer.from(update).toString('hex')
}
