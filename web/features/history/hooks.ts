'use client'
/** The history of an open post: read once, then kept up with what is written. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { FeedPerson } from '#domain/contract/feed-shape.ts'
import { type Moment, momentsOf } from '#domain/text/moments.ts'
import { createReplay, type Replay } from '#domain/text/replay.ts'
import { errorWords } from '#web/api-client.ts'
import { type FrozenMark, fetchFrozenMarks, fetchHistory, fetchNamed, fetchRestoring, type NamedMoment } from './api.ts'
import { type Amount, amountBetween } from './rows.ts'

export type History = {
  readonly status: 'loading' | 'failed' | 'ready'
  readonly why: string | null
  readonly replay: Replay
  /** Grows with each row, so that what depends on the replay is made anew. */
  readonly rows: number
  readonly people: ReadonlyMap<string, FeedPerson>
  readonly marks: readonly FrozenMark[]
  readonly named: readonly NamedMoment[]
  readonly moments: readonly Moment[]
  /** Rows with which an earlier text came back. */
  readonly restoring: ReadonlySet<number>
  /** By the last row of the moment; those that are not compared yet are not in it. */
  readonly amounts: ReadonlyMap<number, Amount>
  readonly retry: () => void
  /** Asks again and keeps what is shown meanwhile. */
  readonly refresh: () => void
}

/** @param changed anything that differs when the server may have more rows, other frozen versions or other names */
export function useHistory(postId: string, changed: unknown): History {
  const [replay] = useState(createReplay)
  const [people, setPeople] = useState<ReadonlyMap<string, FeedPerson>>(new Map())
  const [marks, setMarks] = useState<readonly FrozenMark[]>([])
  const [named, setNamed] = useState<readonly NamedMoment[]>([])
  const [restoring, setRestoring] = useState<ReadonlySet<number>>(new Set())
  const [state, setState] = useState<Pick<History, 'status' | 'why' | 'rows'>>({
    status: 'loading',
    why: null,
    rows: 0,
  })
  const [attempt, setAttempt] = useState(0)
  const isReady = useRef(false)

  // biome-ignore lint/correctness/useExhaustiveDependencies: `changed` and `attempt` say when to ask again
  useEffect(() => {
    const stop = new AbortController()
    const read = async () => {
      const [frozen, back, names] = await Promise.all([
        fetchFrozenMarks(postId, stop.signal),
        fetchRestoring(postId, stop.signal),
        fetchNamed(postId, stop.signal),
      ])
      let next: string | null = String(replay.edits.at(-1)?.seq ?? 0)
      while (next !== null) {
        const page = await fetchHistory(postId, next, stop.signal)
        if (stop.signal.aborted) return
        replay.add(page.edits)
        setPeople(known => new Map([...known, ...page.people.map(person => [person.id, person] as const)]))
        next = page.next
      }
      isReady.current = true
      setMarks(frozen)
      setRestoring(back)
      setNamed(names)
      setState({ status: 'ready', why: null, rows: replay.edits.length })
    }
    read().catch(error => {
      // What is shown stays; the next change asks again.
      if (stop.signal.aborted || isReady.current) return
      setState({ status: 'failed', why: errorWords(error), rows: 0 })
    })
    return () => stop.abort()
  }, [postId, replay, changed, attempt])

  const { rows } = state
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list grows in place, `rows` says when
  const moments = useMemo(
    () => momentsOf(replay.edits, new Set([...marks, ...named].map(({ seq }) => seq))),
    [replay, rows, marks, named],
  )
  const amounts = useAmounts(replay, moments)
  const retry = useCallback(() => {
    setState({ status: 'loading', why: null, rows: 0 })
    setAttempt(count => count + 1)
  }, [])
  const refresh = useCallback(() => setAttempt(count => count + 1), [])
  return { ...state, replay, people, marks, named, moments, restoring, amounts, retry, refresh }
}

/** Compared one after another, oldest first, in a walk of its own; the page is free between two of them. */
function useAmounts(replay: Replay, moments: readonly Moment[]): ReadonlyMap<number, Amount> {
  const [amounts, setAmounts] = useState<ReadonlyMap<number, Amount>>(new Map())
  const known = useRef(new Map<number, { readonly fromSeq: number; readonly amount: Amount }>())
  const [walk] = useState(createReplay)
  useEffect(() => {
    walk.add(replay.edits)
    let timer: ReturnType<typeof setTimeout>
    const isNews = (moment: Moment, index: number) =>
      index > 0 && known.current.get(moment.seq)?.fromSeq !== moments[index - 1]?.seq
    const compareNext = () => {
      const index = moments.findIndex(isNews)
      const [before, moment] = [moments[index - 1], moments[index]]
      if (!before || !moment) {
        return setAmounts(new Map([...known.current].map(([seq, { amount }]) => [seq, amount])))
      }
      const amount = amountBetween(walk.textAt(before.seq), walk.textAt(moment.seq))
      known.current.set(moment.seq, { fromSeq: before.seq, amount })
      timer = setTimeout(compareNext)
    }
    timer = setTimeout(compareNext)
    return () => clearTimeout(timer)
  }, [replay, walk, moments])
  return amounts
}
