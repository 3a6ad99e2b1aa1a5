import { expect, test } from 'vitest'
import {
  type DeliveryState,
  foldDeliveries,
  POST_STATES,
  type PostState,
  TRANSITIONS,
} from '#domain/contract/post-status.ts'
import { DEMO_CHANNELS, DEMO_POSTS } from './demo-posts.ts'

const ANSWERS: Readonly<Record<string, DeliveryState>> = {
  late: 'published',
  fail: 'failed',
  'time-out': 'unconfirmed',
}

/** What its channels answer, as the demo channel is told to. */
function published(to: readonly string[]): PostState {
  const behaviour = (name: string) => DEMO_CHANNELS.find(channel => channel.name === name)?.settings.behaviour ?? 'late'
  return foldDeliveries(to.map(name => ANSWERS[behaviour(name)] ?? 'published'))
}

test('[FD221] the sample has a post in each state that lasts, and one that goes out within minutes', () => {
  const states = DEMO_POSTS.map(({ steps }) =>
    steps.reduce<PostState>((state, { command, to = ['site', 'Newsletter'] }) => {
      const cell = TRANSITIONS[state][command]
      if (!('to' in cell)) throw new Error(`${command} of what is ${state}: ${cell.refused}`)
      if (cell.to === 'publishing') return published(to)
      return POST_STATES.find(known => known === cell.to) ?? state
    }, 'draft'),
  )
  expect(POST_STATES.filter(state => !states.includes(state))).toEqual(['publishing'])
  expect(DEMO_POSTS.flatMap(({ steps }) => steps).filter(({ inMinutes = 60 }) => inMinutes <= 5)).toHaveLength(1)
})
