'use client'
/** One form under way: its trouble, and that it is busy; a second press while busy does nothing. */
import { type FormEvent, useRef, useState } from 'react'

type FormState = {
  readonly busy: boolean
  readonly trouble: string | null
  readonly setTrouble: (words: string | null) => void
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void
}

/** @param send resolves to `leaving` when another page comes next; the form stays busy until then */
export function useFormState(
  send: (form: FormData) => Promise<'leaving' | 'staying'>,
  words: (error: unknown) => string,
): FormState {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const underWay = useRef(false)

  async function submit(form: FormData) {
    if (underWay.current) return
    underWay.current = true
    setBusy(true)
    setTrouble(null)
    let outcome: 'leaving' | 'staying' = 'staying'
    try {
      outcome = await send(form)
    } catch (error) {
      setTrouble(words(error))
    }
    if (outcome === 'leaving') return
    underWay.current = false
    setBusy(false)
  }

  return {
    busy,
    trouble,
    setTrouble,
    onSubmit: event => {
      event.preventDefault()
      void submit(new FormData(event.currentTarget))
    },
  }
}

/** A text field of a form; files count as nothing. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}
