'use client'
/** Gives a moment of the history a name, another one, or takes it away. */
import { type FormEvent, useId, useState } from 'react'
import { LIMITS } from '#domain/contract/limits.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Field } from '#web/ui/field.tsx'
import { useDeed } from '#web/use-deed.ts'
import { nameMoment, unnameMoment } from '../api.ts'

type NameDialogProps = {
  readonly postId: string
  /** Row with which the moment ends. */
  readonly seq: number
  /** When it was. */
  readonly called: string
  readonly name: string | null
  readonly onDone: () => void
  readonly onClose: () => void
}

export function NameDialog({ postId, seq, called, name: before, onDone, onClose }: NameDialogProps) {
  // The moment that was asked about, also when somebody writes on behind the question.
  const [end] = useState(seq)
  const [name, setName] = useState(before ?? '')
  const { busy, trouble, run } = useDeed()
  const formId = useId()
  const does = (deed: () => Promise<void>) =>
    void run(async () => {
      await deed()
      onDone()
      onClose()
    })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') does(() => nameMoment(postId, end, name))
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={before === null ? `Name ${called}` : `Rename “${before}”`}
      description="Everybody who may write in this post sees the name in its history."
      actions={
        <>
          {before !== null && (
            <Button disabled={busy} onClick={() => does(() => unnameMoment(postId, end))}>
              Take the name away
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={formId} disabled={busy || name.trim() === ''}>
            {before === null ? 'Name it' : 'Rename'}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={onSubmit}>
        <Field
          label="Name"
          value={name}
          maxLength={LIMITS.momentNameChars}
          autoComplete="off"
          error={trouble}
          onChange={event => setName(event.target.value)}
        />
      </form>
    </Dialog>
  )
}
