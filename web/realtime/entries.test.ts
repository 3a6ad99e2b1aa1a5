import { describe, expect, it } from 'vitest'
import { FeedNotification, FeedPost } from '#domain/contract/feed-shape.ts'
import { PROOF_VERDICTS, SAVE_TROUBLES, ServerNote } from '#domain/contract/stateless.ts'
import { parseFeedNotification, parseFeedPost, parseServerNote, parseUnread, standingOf } from './entries.ts'

describe('[FD22] the browser reads what the contract writes', () => {
  const post = FeedPost.parse({ workspaceId: 'w', state: 'draft', rev: 1, title: '', at: 'now', by: null })
  const row = FeedNotification.parse({
    kind: 'approved',
    severity: 'info',
    title: 't',
    actors: [],
    count: 1,
    rev: 1,
    at: 'now',
    readAt: null,
  })

  it('[FD351] a page is made for workspaces, roles and settings, and for nothing else that a feed says of itself', () => {
    const meta = { roles: { w1: 'editor' }, settings: { w1: 'a' }, builtAt: 'now' }
    expect(standingOf({ ...meta, builtAt: 'then' })).toBe(standingOf(meta))
    const others = [{ roles: { w1: 'viewer' } }, { settings: { w1: 'b' } }, { roles: { w1: 'editor', w2: 'editor' } }]
    for (const other of others) expect(standingOf({ ...meta, ...other })).not.toBe(standingOf(meta))
  })

  it('[FD22] entries of the schemas are taken as they are', () => {
    expect(parseFeedPost(post)).toBe(post)
    expect(parseFeedNotification(row)).toBe(row)
  })

  it('[FD22] anything else is left out', () => {
    for (const odd of [null, 'x', {}, { ...post, state: 'lost' }, { ...post, rev: '1' }, { ...post, title: 1 }])
      expect(parseFeedPost(odd)).toBeNull()
    for (const odd of [null, 1, {}, { ...row, actors: 'Mira' }, { ...row, at: 5 }])
      expect(parseFeedNotification(odd)).toBeNull()
    expect([parseUnread(-1), parseUnread('3'), parseUnread(3)]).toEqual([0, 0, 3])
  })

  it('[FD22] every note of the contract is understood', () => {
    for (const reason of SAVE_TROUBLES) {
      const note = ServerNote.parse({ type: 'save_trouble', reason })
      expect(parseServerNote(JSON.stringify(note))).toEqual(note)
    }
    for (const type of ['save_resumed', 'editor_outdated'])
      expect(parseServerNote(JSON.stringify({ type }))).toEqual({ type })
    for (const verdict of PROOF_VERDICTS) {
      const note = ServerNote.parse({ type: 'content_verdict', verdict, hash: 'a'.repeat(64) })
      expect(parseServerNote(JSON.stringify(note))).toEqual(note)
    }
    for (const odd of [
      '',
      '[]',
      'null',
      '{"type":"save_trouble","reason":"toString"}',
      '{"type":"content_verdict","verdict":"toString","hash":""}',
      '{"type":"content_verdict","verdict":"same"}',
      '{"type":"something_new"}',
    ])
      expect(parseServerNote(odd)).toBeNull()
  })
})
