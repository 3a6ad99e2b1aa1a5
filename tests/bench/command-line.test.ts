import { describe, expect, test } from 'vitest'
import { parseOrder } from './command-line.ts'

const known = { workloads: ['connect', 'fanout'], targets: ['galley', 'hocuspocus'] }

describe('an order', () => {
  test('without words is everything, three rounds', () => {
    expect(parseOrder([], known)).toEqual({ ...known, rounds: 3, profile: false, nice: 0, tracePath: undefined })
  })

  test('names workloads and targets, with options anywhere', () => {
    expect(parseOrder(['--rounds', '1', 'fanout', 'galley', '--profile'], known)).toMatchObject({
      workloads: ['fanout'],
      targets: ['galley'],
      rounds: 1,
      profile: true,
    })
    expect(parseOrder(['all', 'hocuspocus'], known)).toMatchObject({ ...known, targets: ['hocuspocus'] })
  })

  test('with a word nobody knows is refused with those that are known', () => {
    expect(() => parseOrder(['fanuot'], known)).toThrow('There is no workload fanuot: use connect, fanout, or all.')
    expect(() => parseOrder(['all', 'sockets'], known)).toThrow('There is no target sockets')
    expect(() => parseOrder(['--fast'], known)).toThrow('There is no option --fast')
    expect(() => parseOrder(['--rounds', 'many'], known)).toThrow('--rounds is "many": write a number.')
  })
})
