'use client'
/** Hands the workspace to another member: who, and the password once more. */
import { type FormEvent, useState } from 'react'
import { errorWords } from '#web/api-client.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Field } from '#web/ui/field.tsx'
import { transferOwnership } from '../api.ts'
import styles from './invite-dialog.module.css'

type Heir = { readonly id: string; readonly name: string }

export function TransferOwnership({ heirs, onDone }: { readonly heirs: readonly Heir[]; readonly onDone: () => void }) {
  const { workspace } = useHere()
  const [open, setOpen] = useState(false)
  const [userId, setUserId] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)

  async function send(event: FormEvent) {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setTrouble(null)
    try {
      await transferOwnership(workspace.id, { userId, password })
      setOpen(false)
      onDone()
    } catch (error) {
      setTrouble(errorWords(error))
    }
    setPassword('')
    setBusy(false)
  }

  return (
    <>
      <Button disabled={heirs.length === 0} onClick={() => setOpen(true)}>
        Hand over ownership…
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`Hand over ${workspace.name}`}
        description="The workspace is theirs at once. You stay as admin; only they can give it back."
      >
        <form className={styles.form} onSubmit={event => void send(event)}>
          <label className={styles.role}>
            New owner
            <select className={styles.select} required value={userId} onChange={event => setUserId(event.target.value)}>
              <option value="">Choose a member…</option>
              {heirs.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <Field
            label="Your password"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            error={trouble}
            onChange={event => setPassword(event.target.value)}
          />
          <div className={styles.foot}>
            <Button type="submit" look="danger" busy={busy}>
              Hand it over
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  )
}
