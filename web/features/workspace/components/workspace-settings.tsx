'use client'
/** What a workspace has decided: its name, what a changed text does to an approval, when posts go out and how late they may. */
import { type FormEvent, useEffect, useId, useState } from 'react'
import type { Slots } from '#domain/contract/inputs/workspaces.ts'
import { can } from '#domain/contract/rights.ts'
import { apiFetch, errorWords } from '#web/api-client.ts'
import { SlotsField } from '#web/features/calendar/components/slots-field.tsx'
import { holdPage } from '#web/leaving.ts'
import { unlessDone } from '#web/may-be-done.ts'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import { toast, toastError } from '#web/ui/toast.ts'
import { useHere } from '../here.tsx'
import styles from './workspace-settings.module.css'

export type Settings = {
  readonly name: string
  readonly approvalPolicy: 'warn' | 'approve_again'
  readonly graceMinutes: number
  readonly commentPolicy: 'approve' | 'at_once' | 'closed'
  readonly slots: Slots | null
}

const POLICIES: readonly {
  readonly value: Settings['approvalPolicy']
  readonly word: string
  readonly note: string
}[] = [
  {
    value: 'warn',
    word: 'May go out as approved',
    note: 'The approved text goes out, exactly. The page says how far the draft is ahead.',
  },
  {
    value: 'approve_again',
    word: 'Must be approved again',
    note: 'Publishing and scheduling are refused until somebody approves the new text.',
  },
]

const COMMENT_CHOICES: readonly {
  readonly value: Settings['commentPolicy']
  readonly word: string
  readonly note: string
}[] = [
  {
    value: 'approve',
    word: 'Shown after somebody has read it',
    note: 'Whoever may publish decides, under Readers.',
  },
  {
    value: 'at_once',
    word: 'Shown at once',
    note: 'What has a link in it still waits. Anything can be hidden later.',
  },
  { value: 'closed', word: 'No comments', note: 'What is shown stays; no new ones are taken.' },
]

export function WorkspaceSettings({ settings }: { readonly settings: Settings }) {
  const { workspace } = useHere()
  const [known, setKnown] = useState({ loaded: settings, stored: settings })
  // Somebody else has changed them: what is not being changed here follows.
  if (known.loaded !== settings) setKnown({ loaded: settings, stored: settings })
  const [changes, setChanges] = useState<Partial<Settings>>({})
  const [busy, setBusy] = useState(false)
  const groupId = useId()
  const mayChange = can(workspace.role, 'manage')
  const form = { ...known.stored, ...changes }
  const isSame = JSON.stringify(form) === JSON.stringify(known.stored)
  const change = (more: Partial<Settings>) => setChanges(before => ({ ...before, ...more }))
  useEffect(() => (isSame ? undefined : holdPage()), [isSame])

  async function save(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    try {
      await apiFetch(`/api/v1/workspaces/${workspace.id}`, { method: 'PATCH', body: changes })
      setKnown(({ loaded, stored }) => ({ loaded, stored: { ...stored, ...changes } }))
      setChanges(now => changedSince(now, changes))
      toast('The workspace has its new settings')
    } catch (error) {
      toastError(unlessDone('Nothing changed', error), { description: errorWords(error) })
    }
    setBusy(false)
  }

  return (
    <form className={styles.form} onSubmit={event => void save(event)} aria-labelledby={groupId}>
      <div>
        <h2 id={groupId}>Workspace</h2>
        {!mayChange && <p className={styles.note}>Admins change these.</p>}
      </div>
      <Field
        label="Name"
        required
        maxLength={80}
        disabled={!mayChange}
        value={form.name}
        onChange={event => change({ name: event.target.value })}
      />
      <Choices
        name="approval-policy"
        legend="When a text changes after it was approved"
        choices={POLICIES}
        value={form.approvalPolicy}
        disabled={!mayChange}
        onChange={approvalPolicy => change({ approvalPolicy })}
      />
      <Choices
        name="comment-policy"
        legend="Comments of readers on the public site"
        choices={COMMENT_CHOICES}
        value={form.commentPolicy}
        disabled={!mayChange}
        onChange={commentPolicy => change({ commentPolicy })}
      />
      <Field
        label="Late posts go out by themselves for (minutes)"
        type="number"
        inputMode="numeric"
        min={0}
        max={10_080}
        required
        disabled={!mayChange}
        value={form.graceMinutes}
        hint="After a time when the server was off. What is later waits for somebody to decide."
        onChange={event => change({ graceMinutes: event.target.valueAsNumber })}
      />
      <SlotsField slots={form.slots} mayChange={mayChange} onChange={slots => change({ slots })} />
      {mayChange && (
        <Button type="submit" look="primary" className={styles.save} busy={busy} disabled={isSame}>
          Save settings
        </Button>
      )}
    </form>
  )
}

/** What was changed while `sent` was on its way. */
function changedSince(now: Partial<Settings>, sent: Partial<Settings>): Partial<Settings> {
  const isOther = ([key, value]: [string, unknown]) => sent[key as keyof Settings] !== value
  return Object.fromEntries(Object.entries(now).filter(isOther))
}

type ChoicesProps<Value extends string> = {
  readonly name: string
  readonly legend: string
  readonly choices: readonly { readonly value: Value; readonly word: string; readonly note: string }[]
  readonly value: Value
  readonly disabled: boolean
  readonly onChange: (value: Value) => void
}

function Choices<Value extends string>({ name, legend, choices, value, disabled, onChange }: ChoicesProps<Value>) {
  return (
    <fieldset className={styles.group} disabled={disabled}>
      <legend>{legend}</legend>
      {choices.map(choice => (
        <label key={choice.value} className={styles.choice}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={value === choice.value}
            onChange={() => onChange(choice.value)}
          />
          <span>
            {choice.word}
            <span className={styles.note}>{choice.note}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
