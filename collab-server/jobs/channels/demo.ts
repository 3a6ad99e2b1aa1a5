/**
 * A channel to try out what publishing does: it succeeds, refuses, is late or says nothing, as its settings tell it. Its
 * far side is a table, so that looking up and sending twice are as true as anywhere.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { DemoSettings } from '#domain/contract/inputs/channels.ts'
import type { Db } from '#prisma/client.ts'
import type { Channel, PublishRequest } from './channel.ts'

export function createDemoChannel({ db }: { db: Db }): Channel {
  return {
    kind: 'demo',
    async publish(request) {
      const { behaviour, delayMs } = DemoSettings.parse(request.settings)
      switch (behaviour) {
        case 'fail':
          await sleep(delayMs, undefined, { signal: request.signal })
          return { kind: 'rejected', reason: 'The demo channel is set to refuse every post.' }
        case 'time-out':
          await take(request)
          await sleep(delayMs, undefined, { signal: request.signal })
          return { kind: 'unknown', reason: `The demo channel took it and said nothing for ${seconds(delayMs)}.` }
        case 'late':
          await take(request)
          await sleep(delayMs, undefined, { signal: request.signal })
          return { kind: 'published', url: null }
        case 'succeed':
          await take(request)
          return { kind: 'published', url: null }
      }
    },
    async lookUp({ idempotencyKey }) {
      const taken = await db.demoPost.count({ where: { idempotencyKey } })
      return taken > 0 ? { kind: 'published', url: null } : { kind: 'absent' }
    },
    async test({ settings }) {
      const { behaviour, delayMs } = DemoSettings.parse(settings)
      return { works: behaviour === 'succeed' || behaviour === 'late', words: wordsFor(behaviour, delayMs) }
    },
  }

  async function take({ idempotencyKey, channelId, title }: PublishRequest): Promise<void> {
    await db.demoPost.createMany({ data: [{ idempotencyKey, channelId, title }], skipDuplicates: true })
  }
}

function wordsFor(behaviour: DemoSettings['behaviour'], delayMs: number): string {
  switch (behaviour) {
    case 'succeed':
      return 'It takes every post at once.'
    case 'late':
      return `It takes every post and says so after ${seconds(delayMs)}.`
    case 'fail':
      return 'It refuses every post, as it is set to.'
    case 'time-out':
      return `It takes every post and never says so; after ${seconds(delayMs)} nobody knows.`
  }
}

function seconds(ms: number): string {
  return `${ms / 1000} s`
}
