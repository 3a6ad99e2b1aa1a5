/** Short form of `npm run fuzz`: the seeds that once found something, and one of the day. */
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '#tests/support/postgres.ts'
import { run } from './run.ts'
import { roundOf, SEEDS, seedOfTheDay } from './seeds.ts'
import { describeStep } from './steps.ts'
import { openWorld } from './world.ts'

const database = await testDatabase()
const world = await openWorld(database.url, { asProcess: false })
afterAll(() => world.close())

const today = { name: 'the seed of the day', seed: seedOfTheDay() }

describe('tabs that write, lose their connection, load again, undo and meet a restarting server', () => {
  for (const { name, seed } of [...SEEDS, today]) {
    test(`[UL40] end with one text, and the rows have it: ${name} (${seed})`, async () => {
      const plan = roundOf(seed)
      const { faults, steps, edits } = await run(world, plan)
      const story = plan.steps.slice(0, steps + 1).map(describeStep)
      expect(faults, `npm run fuzz -- --seed ${seed} --rounds 1\n${story.join('\n')}`).toEqual([])
      expect(edits).toBeGreaterThan(20)
    })
  }
})
