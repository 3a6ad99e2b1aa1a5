/** What the server says outside of documents: whether a page shows what the room holds, and whether it may write. */
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { ContentProof } from '#domain/contract/stateless.ts'
import { proofBytes } from '#domain/text/proof.ts'
import { addLivePost, isSaved, leaveAll, liveServer, openedTab, signIn, type Tab } from '#tests/support/live.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'

const database = await testDatabase()
const { url, metrics } = await liveServer(database)
const anna = await signIn(database, 'Anna')
const vera = await signIn(database, 'Vera')
const workspaceId = await addWorkspace(database.db, 'Harbour', { [anna.userId]: 'owner', [vera.userId]: 'viewer' })
const newPost = () => addLivePost(database, workspaceId, anna.userId)

afterEach(leaveAll)

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const proofOf = (doc: Y.Doc, after: ContentProof['after'] = 'none'): ContentProof => ({
  type: 'content_proof',
  structs: sha256(Y.encodeStateVector(doc)),
  hash: sha256(proofBytes(doc)),
  after,
})
const ask = (tab: Tab, proof: ContentProof) => tab.provider.sendStateless(JSON.stringify(proof))
const notesOf = (tab: Tab) => tab.notes.map(note => JSON.parse(note))
const counted = async (verdict: string, after: string) =>
  (await metrics.contentProofs.get()).values.find(({ labels }) => labels.verdict === verdict && labels.after === after)
    ?.value ?? 0

describe('[CN73] the server says whether a page holds what the room holds, and counts it', () => {
  test('same, to writers and readers; not comparable while something is on its way', async () => {
    const { doc } = await newPost()
    const tab = await openedTab(url, anna, doc)
    tab.type('words')
    await until(() => isSaved(tab))
    const reader = await openedTab(url, vera, doc)
    for (const one of [tab, reader]) {
      ask(one, proofOf(one.doc))
      await until(() => one.notes.length > 0)
      expect(notesOf(one)).toEqual([{ type: 'content_verdict', verdict: 'same', hash: proofOf(one.doc).hash }])
    }
    const behind = proofOf(tab.doc)
    tab.type('more')
    await until(() => isSaved(tab))
    ask(tab, behind)
    await until(() => tab.notes.length > 1)
    expect(notesOf(tab)[1]).toMatchObject({ verdict: 'not_comparable', hash: behind.hash })
  })

  test('different: the same structs with other words', async () => {
    const { doc } = await newPost()
    const tab = await openedTab(url, anna, doc)
    tab.type('abc')
    await until(() => isSaved(tab))
    const bytes = Buffer.from(Y.encodeStateAsUpdate(tab.doc))
    bytes.write('abd', bytes.indexOf('abc'))
    const drifted = new Y.Doc()
    Y.applyUpdate(drifted, bytes)
    ask(tab, proofOf(drifted))
    ask(tab, proofOf(drifted, 'resync'))
    await until(() => tab.notes.length === 2)
    expect(notesOf(tab).map(({ verdict }) => verdict)).toEqual(['different', 'different'])
    expect(await counted('different', 'none')).toBe(1)
    expect(await counted('different', 'resync')).toBe(1)
    // The room's own hash is not kept beyond a change.
    tab.type('d')
    await until(() => isSaved(tab))
    ask(tab, proofOf(tab.doc))
    await until(() => tab.notes.length === 3)
    expect(notesOf(tab)[2]).toMatchObject({ verdict: 'same' })
  })

  test('what is no proof, too long or too often is left unread', async () => {
    const { doc } = await newPost()
    const tab = await openedTab(url, anna, doc)
    for (const payload of ['', '{', '{"type":"content_proof"}', JSON.stringify({ ...proofOf(tab.doc), hash: 'x' })]) {
      tab.provider.sendStateless(payload)
    }
    tab.provider.sendStateless(`${JSON.stringify(proofOf(tab.doc))}${' '.repeat(2_000)}`)
    for (let count = 0; count < 200; count++) ask(tab, proofOf(tab.doc))
    tab.type('still writing')
    await until(() => isSaved(tab))
    expect(tab.notes.length).toBeGreaterThan(0)
    expect(tab.notes.length).toBeLessThan(40)
    expect(tab.reasons).toEqual([])
  })
})

describe('[CN74] a tab whose editor is too old', () => {
  test('[CN74] is told when it opens a post; who may only read anyway is not', async () => {
    const { doc } = await newPost()
    const old = await openedTab(`${url}?editor=0`, anna, doc)
    await until(() => old.notes.length > 0)
    expect(notesOf(old)).toEqual([{ type: 'editor_outdated' }])
    const reader = await openedTab(`${url}?editor=0`, vera, doc)
    const present = await openedTab(url, anna, doc)
    present.type('seen')
    await until(() => old.text() === 'seen' && reader.text() === 'seen')
    expect(reader.notes).toEqual([])
    expect(present.notes).toEqual([])
  })
})
