'use client'
/**
 * The part of a long list that is drawn: what is in sight, a little around it, and whatever is under the hand, so that
 * focus survives. Short lists are drawn whole, in the ordinary flow.
 */
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type RefObject, useCallback, useLayoutEffect, useRef } from 'react'

const WHOLE_BELOW = 100
/** As high as a row is on wide screens: another number moves all rows below with each that is measured. */
const ROW_PX = 40
const OVERSCAN = 6

type Windowed = {
  readonly items: readonly { readonly id: string; readonly index: number; readonly topPx?: number }[]
  readonly style: CSSProperties | undefined
  readonly measure: (element: HTMLElement | null) => void
}

type WindowOptions = {
  readonly ids: readonly string[]
  /** Drawn wherever they are. */
  readonly keep: ReadonlySet<string>
  readonly scroll: RefObject<HTMLElement | null>
  /** Of another value the list begins at its top. */
  readonly viewKey: string
}

export function useWindow({ ids, keep, scroll, viewKey }: WindowOptions): Windowed {
  const isLong = ids.length >= WHOLE_BELOW
  const kept = [...keep].map(id => ids.indexOf(id)).filter(index => index >= 0)
  const keptWords = kept.join(' ')
  const rangeExtractor = useCallback(
    (range: Range) => {
      const indexes = new Set(defaultRangeExtractor(range))
      for (const word of keptWords.split(' ')) if (word !== '') indexes.add(Number(word))
      return [...indexes].sort((a, b) => a - b)
    },
    [keptWords],
  )
  const getItemKey = useCallback((index: number) => ids[index] ?? index, [ids])
  const virtual = useVirtualizer({
    count: isLong ? ids.length : 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    getItemKey,
    overscan: OVERSCAN,
    rangeExtractor,
  })
  const drawn = isLong ? virtual.getVirtualItems() : []
  useScrollKept(scroll, drawn, viewKey)

  if (!isLong) return { items: ids.map((id, index) => ({ id, index })), style: undefined, measure: NOT_MEASURED }
  return {
    items: drawn.map(({ index, start }) => ({ id: ids[index] ?? '', index, topPx: start })),
    style: { position: 'relative', height: virtual.getTotalSize() },
    measure: virtual.measureElement,
  }
}

const NOT_MEASURED = () => undefined

type Drawn = readonly { readonly key: unknown; readonly start: number }[]

/** Rows that come or go above what one looks at push nothing: most of what was in sight stays where it was. */
function useScrollKept(scroll: RefObject<HTMLElement | null>, drawn: Drawn, viewKey: string): void {
  const before = useRef<{ key: string; tops: ReadonlyMap<unknown, number> }>({ key: viewKey, tops: new Map() })
  useLayoutEffect(() => {
    const element = scroll.current
    const tops = new Map(drawn.map(({ key, start }) => [key, start]))
    if (element && before.current.key !== viewKey) element.scrollTop = 0
    else if (element) {
      const shifts = [...tops].flatMap(([key, top]) => {
        const was = before.current.tops.get(key)
        return was === undefined ? [] : [top - was]
      })
      const shift = shifts.sort((a, b) => a - b)[Math.floor(shifts.length / 2)] ?? 0
      // Read only then: where one is costs a layout of what was just drawn.
      if (shift !== 0 && element.scrollTop > 0) element.scrollTop += shift
    }
    before.current = { key: viewKey, tops }
  })
}
