import { describe, expect, it } from 'vitest'
import { createAnnouncements, JOIN_MS, joinMessages, type Timer } from './announcements.ts'

/** A timer that fires when told to. */
function handTimer() {
  let pending: { ms: number; run: () => void } | null = null
  const timer: Timer = {
    after: (ms, run) => {
      pending = { ms, run }
      return () => {
        pending = null
      }
    },
  }
  const fire = () => {
    const run = pending?.run
    pending = null
    run?.()
  }
  return { timer, fire, waits: () => pending?.ms ?? null }
}

function listen() {
  const polite: string[] = []
  const assertive: string[] = []
  const clock = handTimer()
  const speakers = { polite: (s: string) => polite.push(s), assertive: (s: string) => assertive.push(s) }
  return { polite, assertive, clock, announcements: createAnnouncements(speakers, clock.timer) }
}

describe('joinMessages', () => {
  it('says one message as it is', () =>
    expect(joinMessages(['Launch notes is now published.'])).toBe('Launch notes is now published'))
  it('says the newest and counts the others', () =>
    expect(joinMessages(['A is now in review', 'B is now published'])).toBe('B is now published, and 1 more change'))
  it('counts the same words once', () => expect(joinMessages(['You are live', 'You are live'])).toBe('You are live'))
})

describe('createAnnouncements', () => {
  it('joins what comes within two seconds into one sentence', () => {
    const { polite, clock, announcements } = listen()
    announcements.say('one')
    announcements.say('two')
    announcements.say('three')
    expect(polite).toEqual([])
    expect(clock.waits()).toBe(JOIN_MS)
    clock.fire()
    expect(polite).toEqual(['three, and 2 more changes'])
  })
  it('speaks again after a pause', () => {
    const { polite, clock, announcements } = listen()
    announcements.say('one')
    clock.fire()
    announcements.say('two')
    clock.fire()
    expect(polite).toEqual(['one', 'two'])
  })
  it('interrupts at once', () => {
    const { assertive, announcements } = listen()
    announcements.interrupt('Your access was taken away')
    expect(assertive).toEqual(['Your access was taken away'])
  })
  it('says nothing after stop', () => {
    const { polite, clock, announcements } = listen()
    announcements.say('one')
    announcements.stop()
    clock.fire()
    expect(polite).toEqual([])
  })
})
