import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyMark, type Mark, type Markable } from './apply-mark.ts'

const at = (second: number) => new Date(Date.UTC(2026, 10, 28, 12, 0, second)).toISOString()
const NOW = at(59)

/** Two devices that are on and off, each with the row as it saw it last, and what it has not sent yet. */
type Step =
  | { readonly type: 'raise' }
  | { readonly type: 'look' | 'send'; readonly device: 0 | 1 }
  | { readonly type: 'mark'; readonly device: 0 | 1; readonly mark: Pick<Mark, 'read' | 'archived'> }

const device = fc.constantFrom(0 as const, 1 as const)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant({ type: 'raise' as const }),
  fc.record({ type: fc.constantFrom('look' as const, 'send' as const), device }),
  fc.record({
    type: fc.constant('mark' as const),
    device,
    mark: fc.constantFrom({ read: true }, { read: false }, { archived: true }, { archived: false }),
  }),
)

describe('marks', () => {
  test('[NT5] whenever they come: what was not shown stays unread, and nothing becomes unread by an old mark', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        let second = 0
        let row: Markable = { id: 'n', at: at(0), rev: 1, readAt: null, archivedAt: null }
        const seen = [row, row]
        const waiting: (Mark & Markable)[][] = [[], []]
        for (const one of steps) {
          if (one.type === 'raise') row = { ...row, at: at(++second), rev: row.rev + 1, readAt: null, archivedAt: null }
          if (one.type === 'look') seen[one.device] = row
          if (one.type === 'mark') waiting[one.device]?.push({ ...(seen[one.device] ?? row), ...one.mark })
          if (one.type === 'send') {
            for (const mark of waiting[one.device]?.splice(0) ?? []) {
              const before = row
              row = applyMark(row, mark, NOW)
              if (before.readAt === null && row.readAt !== null) expect(mark.at >= before.at).toBe(true)
              if (before.readAt !== null && row.readAt === null) expect(mark.rev).toBe(before.rev)
              if (before.archivedAt === null && row.archivedAt !== null) expect(mark.at >= before.at).toBe(true)
              expect(row === before || row.rev === before.rev + 1).toBe(true)
              expect(applyMark(row, { at: mark.at, rev: mark.rev, read: true }, NOW).readAt === null).toBe(
                row.readAt === null && row.at > mark.at,
              )
            }
          }
        }
      }),
    )
  })
})
