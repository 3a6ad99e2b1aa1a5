'use client'
/** Which columns are folded, kept on this device. */
import { useCallback, useEffect, useState } from 'react'
import { COLUMNS, type ColumnKey } from '../columns.ts'

const STORED_UNDER = 'galley_folded_columns'

export function useFolded(): readonly [ReadonlySet<ColumnKey>, (column: ColumnKey, fold: boolean) => void] {
  const [folded, setFolded] = useState<ReadonlySet<ColumnKey>>(new Set())
  useEffect(() => setFolded(read()), [])
  const fold = useCallback((column: ColumnKey, is: boolean) => {
    setFolded(before => {
      const after = new Set(before)
      if (is) after.add(column)
      else after.delete(column)
      keep(after)
      return after
    })
  }, [])
  return [folded, fold]
}

function read(): ReadonlySet<ColumnKey> {
  try {
    const words = new Set(localStorage.getItem(STORED_UNDER)?.split(' '))
    return new Set(COLUMNS.map(({ key }) => key).filter(key => words.has(key)))
  } catch {
    // Storage may be closed to us (private window): nothing is folded.
    return new Set()
  }
}

function keep(folded: ReadonlySet<ColumnKey>): void {
  try {
    localStorage.setItem(STORED_UNDER, [...folded].join(' '))
  } catch {
    return
  }
}
