import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { shared, sharedById } from './held.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** What happened, in its order. */
function opener(events: string[]) {
  let opened = 0
  return (name: string, isRenewed: boolean) => {
    opened += 1
    const one = `${name}${opened}`
    events.push(`${isRenewed ? 'renewed' : 'opened'} ${one}`)
    return { one, close: () => void events.push(`closed ${one}`) }
  }
}

describe('one thing for all who need it', () => {
  test('is opened for the first, given to all, and closed when the last has let go and nobody came back', () => {
    const events: string[] = []
    const open = opener(events)
    const held = shared(isRenewed => open('post', isRenewed))
    const first = held.take()
    const second = held.take()
    expect(second.value).toBe(first.value)
    first.letGo()
    first.letGo()
    vi.runAllTimers()
    expect(held.isHeld()).toBe(true)
    second.letGo()
    const again = held.take()
    vi.runAllTimers()
    expect(held.value.get()).toBe(again.value)
    again.letGo()
    vi.runAllTimers()
    expect(held.value.get()).toBe(null)
    expect(events).toEqual(['opened post1', 'closed post1'])
  })

  test('is renewed for those who hold it, and for nobody else', () => {
    const events: string[] = []
    const open = opener(events)
    const held = shared(isRenewed => open('post', isRenewed))
    held.renew()
    const { letGo } = held.take()
    held.renew()
    expect(held.value.get()?.one).toBe('post2')
    letGo()
    held.renew()
    vi.runAllTimers()
    expect(events).toEqual(['opened post1', 'closed post1', 'renewed post2', 'closed post2'])
  })

  test('is one for each id, known until it is closed', () => {
    const events: string[] = []
    const open = opener(events)
    const posts = sharedById(open)
    const a = posts.of('a').take()
    posts.of('b').take()
    expect(posts.of('a').take().value).toBe(a.value)
    expect([...posts.byId.keys()]).toEqual(['a', 'b'])
    posts.of('b').renew()
    expect([...posts.byId.keys()]).toEqual(['a', 'b'])
    expect(events).toEqual(['opened a1', 'opened b2', 'closed b2', 'renewed b3'])
    const { letGo } = posts.of('c').take()
    letGo()
    vi.runAllTimers()
    expect([...posts.byId.keys()]).toEqual(['a', 'b'])
  })
})
