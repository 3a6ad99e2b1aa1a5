import { expect, test } from 'vitest'
import { shrink } from './shrink.ts'
import { planRun } from './steps.ts'

test('[UL40] a plan keeps only the steps without which nothing is found, and the last look', async () => {
  const plan = planRun(5, { tabs: 3, steps: 60, bursts: 2 })
  const [culprit, other] = [plan.steps[17], plan.steps[41]]
  const fails = async ({ steps }: typeof plan) =>
    steps.some(step => step === culprit) && steps.some(step => step === other)
  const { steps } = await shrink({ plan, fails, until: Number.POSITIVE_INFINITY })
  expect(steps).toEqual([culprit, other, plan.steps.at(-1)])
})

test('[UL40] the same seed is the same plan, another seed another one', () => {
  const size = { tabs: 4, steps: 50, bursts: 2 }
  expect(planRun(9, size)).toEqual(planRun(9, size))
  expect(planRun(9, size).steps).not.toEqual(planRun(10, size).steps)
})
