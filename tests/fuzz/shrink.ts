/** Leaves steps out of a plan that found something, for as long as it still finds something. */
import type { Plan, Step } from './steps.ts'

type Options = {
  readonly plan: Plan
  readonly fails: (plan: Plan) => Promise<boolean>
  /** Milliseconds of `performance.now()` after which what has been found has to do. */
  readonly until: number
}

/** Halves first, then smaller pieces, as delta debugging does. What depends on timing may not fail again: then all stays. */
export async function shrink({ plan, fails, until }: Options): Promise<Plan> {
  let steps: readonly Step[] = plan.steps
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < steps.length && performance.now() < until; ) {
      const fewer = steps.filter((step, index) => index < from || index >= from + size || isLast(steps, step))
      const smaller = fewer.length < steps.length && (await fails({ ...plan, steps: fewer }))
      if (smaller) steps = fewer
      else from += size
    }
  }
  return { ...plan, steps }
}

/** The look at everything at the end. */
function isLast(steps: readonly Step[], step: Step): boolean {
  return step === steps.at(-1)
}
