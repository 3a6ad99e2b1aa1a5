'use client'
/** The history of an open post: its last part is read, then kept up with what is written; earlier parts are asked for. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { FeedPerson } from '#domain/contract/feed-shape.ts'
import { type Moment, momentsOf } from '#domain/text/moments.ts'
import { createReplay, type Replay } from '#domain/text/replay.ts'
import { errorWords } from '#web/api-client.ts'
import { type Deed, useDeed } from '#web/use-deed.ts'
import {
  type FrozenMark,
  fetchFrozenMarks,
  fetchHistory,
  fetchNamed,
  fetchRestoring,
  fetchStage,
  type NamedMoment,
} from './api.ts'
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
  /** Reads the part before the one that is shown; null when the history begins there. */
  readonly earlier: Deed<string> & { readonly read: (() => void) | null }
  readonly retry: () => void
  /** Asks again and keeps what is shown meanwhile. */
  readonly refresh: () => void
}

/** @param changed anything that differs when the server may have more rows, other frozen versions or other names */
export function useHistory(postId: string, changed: unknown): History {
  /** Null until it is known where to enter it. */
  const [replay, setReplay] = useState<Replay>(NOTHING)
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
  const current = useRef<Replay | null>(null)
  const meet = useCallback((met: readonly FeedPerson[]) => {
    setPeople(known => new Map([...known, ...met.map(person => [person.id, person] as const)]))
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `changed` and `attempt` say when to ask again
  useEffect(() => {
    const stop = new AbortController()
    const read = async () => {
      const [frozen, back, names] = await Promise.all([
        fetchFrozenMarks(postId, stop.signal),
        fetchRestoring(postId, stop.signal),
        fetchNamed(postId, stop.signal),
      ])
      const part = current.current ?? (await openPart(postId, null, meet, stop.signal))
      let next: string | null = String(lastOf(part))
      while (next !== null) {
        const page = await fetchHistory(postId, next, stop.signal)
        if (stop.signal.aborted) return
        part.add(page.edits)
        meet(page.people)
        next = page.next
      }
      // An earlier part may have been put before it meanwhile.
      const whole = current.current ?? part
      whole.add(part.edits)
      current.current = whole
      setReplay(whole)
      setMarks(frozen)
      setRestoring(back)
      setNamed(names)
      setState({ status: 'ready', why: null, rows: whole.edits.length })
    }
    read().catch(error => {
      // What is shown stays; the next change asks again.
      if (stop.signal.aborted || current.current) return
      setState({ status: 'failed', why: errorWords(error), rows: 0 })
    })
    return () => stop.abort()
  }, [postId, changed, attempt, meet])

  const { rows } = state
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list grows in place, `rows` says when
  const moments = useMemo(
    () => momentsOf(replay.edits, new Set([...marks, ...named].map(({ seq }) => seq)), replay.beginning),
    [replay, rows, marks, named],
  )
  const amounts = useAmounts(replay, moments)
  const retry = useCallback(() => {
    setState({ status: 'loading', why: null, rows: 0 })
    setAttempt(count => count + 1)
  }, [])
  const deed = useDeed()
  const { beginning } = replay
  const readEarlier = () =>
    void deed.run(async () => {
      if (!beginning) return
      const { signal } = new AbortController()
      const part = await openPart(postId, beginning.seq, meet, signal)
      for (let next: string | null = String(lastOf(part)); next !== null && Number(next) < beginning.seq; ) {
        const page = await fetchHistory(postId, next, signal)
        part.add(page.edits.filter(({ seq }) => seq <= beginning.seq))
        meet(page.people)
        next = page.next
      }
      // What was written meanwhile is in the part that was shown.
      part.add((current.current ?? replay).edits)
      current.current = part
      setReplay(part)
      setState({ status: 'ready', why: null, rows: part.edits.length })
    })
  const refresh = useCallback(() => setAttempt(count => count + 1), [])
  return {
    ...state,
    replay,
    people,
    marks,
    named,
    moments,
    restoring,
    amounts,
    retry,
    refresh,
    earlier: { ...deed, read: beginning && readEarlier },
  }
}

const NOTHING = createReplay()

function lastOf({ edits, beginning }: Replay): number {
  return edits.at(-1)?.seq ?? beginning?.seq ?? 0
}

async function openPart(
  postId: string,
  before: number | null,
  meet: (people: readonly FeedPerson[]) => void,
  signal: AbortSignal,
): Promise<Replay> {
  const { beginning, people } = await fetchStage(postId, before, signal)
  meet(people)
  return createReplay(beginning)
}

/** Compared one after another, oldest first, in a walk of its own; the page is free between two of them. */
function useAmounts(replay: Replay, moments: readonly Moment[]): ReadonlyMap<number, Amount> {
  const [amounts, setAmounts] = useState<ReadonlyMap<number, Amount>>(new Map())
  const known = useRef(new Map<number, { readonly fromSeq: number; readonly amount: Amount }>())
  const walk = useMemo(() => createReplay(replay.beginning), [replay])
  useEffect(() => {
    walk.add(replay.edits)
    let timer: ReturnType<typeof setTimeout>
    /** The row before the moment; undefined for the first of a history, which is compared with nothing. */
    const beforeOf = (index: number) =>
      moments[index - 1]?.seq ?? walk.edits.findLast(isBefore(moments[index]))?.seq ?? replay.beginning?.seq
    const isNews = (moment: Moment, index: number) => {
      const before = beforeOf(index)
      return before !== undefined && known.current.get(moment.seq)?.fromSeq !== before
    }
    const compareNext = () => {
      const index = moments.findIndex(isNews)
      const [before, moment] = [beforeOf(index), moments[index]]
      if (before === undefined || !moment) {
        return setAmounts(new Map([...known.current].map(([seq, { amount }]) => [seq, amount])))
      }
      const amount = amountBetween(walk.textAt(before), walk.textAt(moment.seq))
      known.current.set(moment.seq, { fromSeq: before, amount })
      timer = setTimeout(compareNext)
    }
    timer = setTimeout(compareNext)
    return () => clearTimeout(timer)
  }, [replay, walk, moments])
  return amounts
}

function isBefore(moment: Moment | undefined): (edit: { readonly seq: number }) => boolean {
  return ({ seq }) => moment !== undefined && seq < moment.fromSeq
}
