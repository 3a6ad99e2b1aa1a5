'use client'
/** The way out for good: what goes, what stays, and the question whether it is you. */
import { Download } from 'lucide-react'
import { useState } from 'react'
import { EXPECTED_USER, errorWords } from '#web/api-client.ts'
import { ConfirmYourself } from '#web/features/sign-in/components/confirm-yourself.tsx'
import type { Confirmation } from '#web/features/sign-in/load.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { deleteAccount } from '../api.ts'
import { leaveDevice } from '../leave-device.ts'
import styles from './account-page.module.css'
import { textOf, useFormState } from './form-state.ts'

type Confirmed = { readonly confirmation: Confirmation }

export function YourData({ confirmation }: Confirmed) {
  const { user } = useHere()
  const [open, setOpen] = useState(false)
  return (
    <section className={styles.card} aria-labelledby="data-title">
      <div>
        <h3 id="data-title">Your data</h3>
        <p className={styles.note}>
          The file holds your account, the posts you began as Markdown, your comments and notices.
        </p>
      </div>
      <div className={styles.buttons}>
        {/* A file, not a page: the router must not take it. */}
        <a className={buttonClass()} href={`/api/v1/me/export?${EXPECTED_USER}=${user.id}`} download>
          <Download size={16} aria-hidden />
          Download all of it
        </a>
        <Button look="danger" onClick={() => setOpen(true)}>
          Delete account…
        </Button>
      </div>
      {open && <DeleteDialog confirmation={confirmation} onClose={() => setOpen(false)} />}
    </section>
  )
}

function DeleteDialog({ confirmation, onClose }: Confirmed & { readonly onClose: () => void }) {
  const { user } = useHere()
  const { busy, trouble, onSubmit } = useFormState(async form => {
    await leaveDevice(user.id, () => deleteAccount(confirmation.hasPassword ? textOf(form, 'password') : undefined))
    return 'leaving'
  }, errorWords)

  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title="Delete your account?"
      description="Your name, address, sessions, tokens and notices go at once, and nothing brings them back. What you wrote stays with the workspace, as a former member’s; private posts pass to its owners."
    >
      <form className={styles.card} onSubmit={onSubmit}>
        <ConfirmYourself confirmation={confirmation} trouble={trouble} />
        <div className={styles.buttons}>
          <Button onClick={onClose}>Keep it</Button>
          <Button type="submit" look="danger" busy={busy}>
            Delete my account
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
