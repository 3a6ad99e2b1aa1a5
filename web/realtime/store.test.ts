import { expect, it, vi } from 'vitest'
import { createStore, derive } from './store.ts'

it('tells listeners of a change and of nothing else', () => {
  const store = createStore({ n: 1 })
  const heard = vi.fn()
  const stop = store.subscribe(heard)
  store.set(store.get())
  expect(heard).not.toHaveBeenCalled()
  store.set({ n: 2 })
  expect(heard).toHaveBeenCalledTimes(1)
  stop()
  store.set({ n: 3 })
  expect(heard).toHaveBeenCalledTimes(1)
  expect(store.initial()).toEqual({ n: 1 })
})

it('a derived snapshot stays the same object while its part does', () => {
  const store = createStore({ a: { x: 1 }, b: 1 })
  const part = derive(
    store,
    value => ({ x: value.a.x }),
    (one, other) => one.x === other.x,
  )
  const first = part.get()
  store.set({ a: { x: 1 }, b: 2 })
  expect(part.get()).toBe(first)
  store.set({ a: { x: 2 }, b: 2 })
  expect(part.get()).toEqual({ x: 2 })
})
