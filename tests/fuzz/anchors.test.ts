import { expect, test } from 'vitest'
import { fuzzAnchors, RESTORING_ACTS, SPLITTING_ACTS } from './anchors.ts'

/** More of them: `ANCHOR_SEEDS=1000 npx vitest run tests/fuzz/anchors.test.ts`. */
const SEEDS = Number(process.env.ANCHOR_SEEDS ?? 20)
const STEPS = 60

test('[CM34] no thread hangs on words it is not about, whatever pages write and undo at once', {
  timeout: 1_200_000,
}, () => {
  const total = { looked: 0, whole: 0, cut: 0 }
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { faults, looked, whole, cut } = fuzzAnchors(seed, STEPS)
    expect(faults.map(fault => `seed ${seed}: ${fault}`)).toEqual([])
    total.looked += looked
    total.whole += whole
    total.cut += cut
  }
  expect(total.looked).toBeGreaterThan(SEEDS * 5)
  // Whose words are there is nearly always on all of them.
  expect(total.cut / total.whole).toBeLessThan(0.1)
})

test('[CM54] pages that split, join and take back the same paragraphs at once leave each thread on its own words', {
  timeout: 600_000,
}, () => {
  // 114: two pages split the same paragraph at once.
  for (const seed of [114, ...Array.from({ length: SEEDS }, (_, index) => index + 1)]) {
    expect(
      fuzzAnchors(seed, STEPS / 2, { acts: SPLITTING_ACTS }).faults.map(fault => `seed ${seed}: ${fault}`),
    ).toEqual([])
  }
  // A paragraph that one page brought back was split by another where the thread begins.
  expect(fuzzAnchors(27, STEPS, { acts: SPLITTING_ACTS }).faults).toEqual([])
})

test.each([
  { settleEvery: 8, mostCut: 0.1 },
  // Pages that were long away make copies of the same paragraphs.
  { settleEvery: 40, mostCut: 0.2 },
])(
  '[CM62] a version of before that comes back puts no thread on words it is not about, all heard of every $settleEvery steps',
  {
    timeout: 1_200_000,
  },
  ({ settleEvery, mostCut }) => {
    const total = { looked: 0, whole: 0, cut: 0 }
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { faults, looked, whole, cut } = fuzzAnchors(seed, STEPS, { acts: RESTORING_ACTS, settleEvery })
      expect(faults.map(fault => `seed ${seed}: ${fault}`)).toEqual([])
      total.looked += looked
      total.whole += whole
      total.cut += cut
    }
    // The letters of a thread came to stand in a block that no page can build.
    expect(fuzzAnchors(6304, STEPS, { acts: RESTORING_ACTS, settleEvery: 40 }).faults).toEqual([])
    expect(total.looked).toBeGreaterThan(SEEDS * 5)
    expect(total.cut / total.whole).toBeLessThan(mostCut)
  },
)
