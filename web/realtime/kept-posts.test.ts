import { describe, expect, test, vi } from 'vitest'
import { createKeptPosts } from './kept-posts.ts'
import type { KeptPost } from './local-data.ts'
import type { PostSession, PostStatus } from './post-session.ts'
import { createStore, type WritableStore } from './store.ts'

const WAITING = { text: 'shown', failure: null, lost: null, waiting: 2, save: { state: 'saving', changes: 2 } }
const status = (change: object): PostStatus => ({ ...WAITING, ...change }) as PostStatus

/** A device with posts, and sessions that say what the test lets them say. */
function device(posts: KeptPost[], find = async () => posts) {
  const opened: string[] = []
  const letGo: string[] = []
  const shown = new Set<string>()
  const sessions = new Map<string, WritableStore<PostStatus>>()
  const kept = createKeptPosts({
    find,
    remove: async postId => void posts.splice(0, posts.length, ...posts.filter(post => post.postId !== postId)),
    words: async () => '',
    isOpen: postId => shown.has(postId),
    open: postId => {
      opened.push(postId)
      const store = createStore(status({}))
      sessions.set(postId, store)
      return { session: { status: store } as unknown as PostSession, letGo: () => void letGo.push(postId) }
    },
  })
  const say = async (postId: string, change: object) => {
    await vi.waitUntil(() => opened.includes(postId))
    sessions.get(postId)?.set(status(change))
  }
  return { kept, opened, letGo, shown, say }
}

describe('[CN69] edits of closed posts are sent by themselves', () => {
  test('one post after the other, and each is let go of', async () => {
    const { kept, opened, letGo, say } = device([
      { postId: 'a', unsent: 2 },
      { postId: 'b', unsent: 1 },
    ])
    const sent = kept.send()
    await say('a', { save: { state: 'saving', changes: 1 } })
    expect(opened).toEqual(['a'])
    expect(kept.waiting.get().map(({ postId }) => postId)).toEqual(['a', 'b'])
    await say('a', { save: { state: 'saved' } })
    await say('b', { save: { state: 'saved' } })
    await sent
    expect(letGo).toEqual(['a', 'b'])
    expect(kept.waiting.get()).toEqual([])
  })

  test('what the server does not take stays, with the reason, until the person lets it go', async () => {
    const { kept, say } = device([
      { postId: 'gone', unsent: 2 },
      { postId: 'lowered', unsent: 1 },
      { postId: 'good', unsent: 1 },
    ])
    const sent = kept.send()
    await say('gone', { text: 'failed', failure: 'not_found' })
    await say('lowered', { save: { state: 'read_only' }, waiting: 1 })
    await say('good', { save: { state: 'saved' } })
    await sent
    expect(kept.waiting.get()).toEqual([
      { postId: 'gone', unsent: 2, refused: 'not_found' },
      { postId: 'lowered', unsent: 1, refused: 'forbidden' },
    ])
    await kept.forget('gone')
    await kept.look()
    expect(kept.waiting.get().map(({ postId, refused }) => [postId, refused])).toEqual([
      ['lowered', 'forbidden'],
      ['good', null],
    ])
  })

  test('[CN391] a post that is left while another one is being sent has its turn after it', async () => {
    const posts = [{ postId: 'a', unsent: 1 }]
    const { kept, opened, say } = device(posts)
    const sent = kept.send()
    await vi.waitUntil(() => opened.length > 0)
    posts.splice(0, 1, { postId: 'left', unsent: 2 })
    const later = kept.send()
    await say('a', { save: { state: 'saved' } })
    await sent
    await say('left', { save: { state: 'saved' } })
    await later
    expect(opened).toEqual(['a', 'left'])
    expect(kept.waiting.get()).toEqual([])
  })

  test('[CN391] a device that cannot be read once is read again', async () => {
    const posts = [{ postId: 'a', unsent: 1 }]
    const find = vi.fn(async () => posts).mockRejectedValueOnce(new Error('closed to us'))
    const { kept, say } = device(posts, find)
    await expect(kept.send()).rejects.toThrow('closed to us')
    const sent = kept.send()
    await say('a', { save: { state: 'saved' } })
    await sent
    expect(kept.waiting.get()).toEqual([])
  })

  test('a post that a page shows takes care of itself', async () => {
    const { kept, opened, shown, say } = device([
      { postId: 'a', unsent: 1 },
      { postId: 'shown later', unsent: 1 },
      { postId: 'shown', unsent: 1 },
    ])
    shown.add('shown')
    const sent = kept.send()
    await vi.waitUntil(() => opened.length > 0)
    shown.add('shown later')
    await say('a', { save: { state: 'saved' } })
    await sent
    expect(opened).toEqual(['a'])
    expect(kept.waiting.get()).toEqual([])
  })
})
