'use client'
/** Hands the workspace to another member: who, and the question whether it is you. */
import { useState } from 'react'
import { errorWords } from '#web/api-client.ts'
import { textOf, useFormState } from '#web/features/account/components/form-state.ts'
import { ConfirmYourself } from '#web/features/sign-in/components/confirm-yourself.tsx'
import type { Confirmation } from '#web/features/sign-in/load.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import select from '#web/ui/select.module.css'
import { transferOwnership } from '../api.ts'
import styles from './invite-dialog.module.css'

type Heir = { readonly id: string; readonly name: string; readonly email: string }
type TransferOwnershipProps = {
  readonly heirs: readonly Heir[]
  readonly confirmation: Confirmation
  readonly onDone: () => void
}

export function TransferOwnership({ heirs, confirmation, onDone }: TransferOwnershipProps) {
  const { workspace } = useHere()
  const [open, setOpen] = useState(false)
  const { busy, trouble, setTrouble, onSubmit } = useFormState(async form => {
    await transferOwnership(workspace.id, {
      userId: textOf(form, 'heir'),
      password: confirmation.hasPassword ? textOf(form, 'password') : undefined,
    })
    setOpen(false)
    onDone()
    return 'staying'
  }, errorWords)
  const change = (next: boolean) => {
    setTrouble(null)
    setOpen(next)
  }

  return (
    <>
      <Button disabled={heirs.length === 0} onClick={() => change(true)}>
        Hand over ownership…
      </Button>
      <Dialog
        open={open}
        onOpenChange={change}
        title={`Hand over ${workspace.name}`}
        description="The workspace is theirs at once. You stay as admin; only they can give it back."
      >
        <form className={styles.form} onSubmit={onSubmit}>
          <label className={select.labelled}>
            New owner
            <select className={select.select} name="heir" required defaultValue="">
              <option value="">Choose a member…</option>
              {heirs.map(({ id, name, email }) => (
                <option key={id} value={id}>
                  {`${name} (${email})`}
                </option>
              ))}
            </select>
          </label>
          <ConfirmYourself confirmation={confirmation} trouble={trouble} />
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
