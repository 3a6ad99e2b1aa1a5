/** The law of the log, one suite for every implementation. SPEC UL. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { AppError } from '#domain/contract/errors.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { foldUpdates } from './same-content.ts'
import type { Append, UpdateLog } from './update-log.ts'

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
}

/** Somebody who types into one document; each call gives the entry for what was typed. */
export function createWriter(doc: string, author: string, client?: number) {
  const ydoc = new Y.Doc()
  if (client !== undefined) ydoc.clientID = client
  const text = () => {
    const body = ydoc.getXmlFragment('body')
    if (body.length === 0) body.insert(0, [new Y.XmlText()])
    return body.get(0) as Y.XmlText
  }
  return {
    doc,
    client: ydoc.clientID,
    state: () => Y.encodeStateAsUpdate(ydoc),
    type(words: string): Append {
      const before = Y.encodeStateVector(ydoc)
      text().insert(text().length, words)
      return { doc, update: Y.encodeStateAsUpdate(ydoc, before), author, clients: [ydoc.clientID] }
    },
  }
}

export function textOf({ updates }: { updates: readonly Uint8Array[] }): string {
  return foldUpdates(updates).getXmlFragment('body').toString()
}

function bytesOf(update: Uint8Array): string {
  return Buffer.from(update).toString('hex')
}
