import { expect, it } from 'vitest'
import type { WaitingPost } from '#web/realtime/kept-posts.ts'
import { refusedWords, waitingWords, whyRefused } from './kept-words.ts'

const post = (postId: string, unsent: number): WaitingPost => ({ postId, unsent, refused: null })
const titleOf = (postId: string) => (postId === 'a' ? 'Storm' : postId === 'b' ? '' : null)

it('says how much is kept, and of what', () => {
  expect(waitingWords([post('a', 2)], titleOf)).toBe('2 changes in “Storm” are kept on this device.')
  expect(waitingWords([post('b', 1)], titleOf)).toBe('1 change in “Untitled” is kept on this device.')
  expect(waitingWords([post('c', 1)], titleOf)).toBe('1 change in a post is kept on this device.')
  expect(waitingWords([post('a', 2), post('b', 3)], titleOf)).toBe('5 changes in 2 posts are kept on this device.')
})

it('says what may not be stored, and why', () => {
  expect(refusedWords(post('a', 1), 'Storm')).toBe('1 change in “Storm” may not be stored.')
  expect(refusedWords(post('c', 3), null)).toBe('3 changes in a post may not be stored.')
  expect(whyRefused('not_found')).toBe('You may not edit this post any more.')
})
