/** Short notes, from anywhere. What shows them comes after its page; what is said before is shown then, in that order. */
import type { ExternalToast } from 'sonner'
import { latePart } from './late-part.ts'

type Sonner = typeof import('sonner')

export const notes = latePart<Sonner>(() => import('sonner'))

let open: (sonner: Sonner) => void
const opened = new Promise<Sonner>(resolve => {
  open = resolve
})

/** For the one that shows them, when it does. */
export function openNotes(sonner: Sonner): void {
  open(sonner)
}

/** Never the only place of a fact: without a connection to load the library there is no note. */
export function toast(words: string, options?: ExternalToast): void {
  whenOpen(sonner => sonner.toast(words, options))
}

/** As `toast`, of what went wrong. */
export function toastError(words: string, options?: ExternalToast): void {
  whenOpen(sonner => sonner.toast.error(words, options))
}

/** Takes the note with that id away. */
export function dismissToast(id: string): void {
  whenOpen(sonner => sonner.toast.dismiss(id))
}

function whenOpen(say: (sonner: Sonner) => void): void {
  notes.load()
  void opened.then(say)
}
