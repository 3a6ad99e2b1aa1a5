'use client'
/** The way out for good: what goes, what stays, and the password once more. */
import { Download } from 'lucide-react'
import { useState } from 'react'
import { errorWords } from '#web/api-client.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Field } from '#web/ui/field.tsx'
import { deleteAccount } from '../api.ts'
import styles from './account-page.module.css'
import { textOf, useFormState } from './form-state.ts'

export function YourData() {
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
        <a className={buttonClass()} href="/api/v1/me/export" download>
          <Download size={16} aria-hidden />
          Download all of it
        </a>
        <Button look="danger" onClick={() => setOpen(true)}>
          Delete account…
        </Button>
      </div>
      {open && <DeleteDialog onClose={() => setOpen(false)} />}
    </section>
  )
}

function DeleteDialog({ onClose }: { readonly onClose: () => void }) {
  const { busy, trouble, onSubmit } = useFormState(async form => {
    await deleteAccount(textOf(form, 'password'))
    location.assign('/sign-in')
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
        <Field
          label="Your password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          error={trouble}
        />
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
