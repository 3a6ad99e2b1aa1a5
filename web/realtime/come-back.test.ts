import { describe, expect, it } from 'vitest'
import { CLOSE_CODES, type CloseReason } from '#domain/contract/close-codes.ts'
import { comeBackAfter } from './come-back.ts'

describe('[CN3] after a document was closed', () => {
  for (const reason of Object.keys(CLOSE_CODES) as CloseReason[])
    it(`[CN3] ${reason} → ${CLOSE_CODES[reason].comeBack}`, () => {
      const plan = comeBackAfter(reason, 0, 0.5)
      switch (CLOSE_CODES[reason].comeBack) {
        case 'at_once':
          expect(plan).toMatchObject({ do: 'open', freshTicket: false })
          return
        case 'back_off':
          expect(plan).toMatchObject({ do: 'open', freshTicket: false })
          return
        case 'new_ticket':
          expect(plan).toEqual({ do: 'open', afterMs: 0, freshTicket: true })
          expect(comeBackAfter(reason, 2, 0.5)).toEqual({ do: 'stop', reason })
          return
        case 'reload':
        case 'never':
          expect(plan).toEqual({ do: 'stop', reason })
      }
    })

  it('[CN3] a word nobody knows is tried again, ever more slowly', () => {
    const first = comeBackAfter('Reset Connection', 0, 0.999)
    const later = comeBackAfter('Reset Connection', 20, 0.999)
    expect(first).toMatchObject({ do: 'open', afterMs: 500 })
    expect(later).toMatchObject({ do: 'open', afterMs: 29_985 })
  })
})
