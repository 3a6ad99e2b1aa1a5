import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fuzzHonest, fuzzTampered } from './vet-fuzz.ts'

test('[UL13] what the editor writes passes the vet, one by one, bundled, late and after being away', () => {
  fc.assert(
    fc.property(fc.nat(), seed => {
      const { faults, vetted } = fuzzHonest(seed, 60)
      expect(faults).toEqual([])
      expect(vetted).toBeGreaterThanOrEqual(60)
    }),
    { numRuns: 10, interruptAfterTimeLimit: 12_000, markInterruptAsFailure: false },
  )
})

test('[UL42] [CN60] whatever bytes come, the vet answers, and what it accepts does no harm and is shown', () => {
  fc.assert(
    fc.property(fc.nat(), seed => {
      const { faults, vetted } = fuzzTampered(seed, 400)
      expect(faults).toEqual([])
      expect(vetted).toBeGreaterThanOrEqual(400)
    }),
    { numRuns: 8, examples: [[2_059_358_521]], interruptAfterTimeLimit: 12_000, markInterruptAsFailure: false },
  )
})
