'use client'
/** One form under way: its trouble, and that it is busy; a second press while busy does nothing. */
import type { FormEvent } from 'react'
import { useDeedWith } from '#web/use-deed.ts'

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
  const { busy, trouble, setTrouble, run } = useDeedWith(words)
  return {
    busy,
    trouble,
    setTrouble,
    onSubmit: event => {
      event.preventDefault()
      const form = new FormData(event.currentTarget)
      void run(() => send(form))
    },
  }
}

/** A text field of a form; files count as nothing. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}
