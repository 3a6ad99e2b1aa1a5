'use client'
/** What a view can have done with a post: a command at once, or a question (when, where) first. */
import { useCallback, useMemo, useState } from 'react'
import { useShortcuts } from '#web/features/workspace/shortcuts.tsx'
import type { PostAction } from '../api.ts'
import { type PostCommands, usePostCommands } from '../hooks.ts'
import type { Move } from '../moves.ts'
import type { PostRow } from '../rows.ts'

type Question = {
  readonly ask: 'publish' | 'schedule'
  readonly row: PostRow
  /** What to begin with, where a view knows it: date and time on the clocks of a zone. */
  readonly planned?: { readonly date: string; readonly time: string; readonly timeZone: string }
}

export type PostDoing = {
  readonly pendingById: PostCommands['pendingById']
  readonly run: (row: PostRow, action: PostAction) => void
  readonly runAll: (rows: readonly PostRow[], action: PostAction) => void
  readonly move: (row: PostRow, move: Move) => void
  readonly ask: (question: Question) => void
  /** What is being asked now. */
  readonly question: Question | null
  readonly endQuestion: () => void
}

export function usePostDoing(): PostDoing {
  const { pendingById, run: give, undo } = usePostCommands()
  const [question, setQuestion] = useState<Question | null>(null)
  const runAll = useCallback((rows: readonly PostRow[], action: PostAction) => void give(rows, action), [give])
  const run = useCallback((row: PostRow, action: PostAction) => runAll([row], action), [runAll])
  useShortcuts({ z: undo })
  const move = useCallback(
    (row: PostRow, wanted: Move) => {
      if (wanted.as === 'command') run(row, wanted)
      if (wanted.as === 'ask') setQuestion({ ask: wanted.ask, row })
    },
    [run],
  )
  const endQuestion = useCallback(() => setQuestion(null), [])
  return useMemo(
    () => ({ pendingById, run, runAll, move, ask: setQuestion, question, endQuestion }),
    [pendingById, run, runAll, move, question, endQuestion],
  )
}
