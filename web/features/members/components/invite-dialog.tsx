'use client'
/** Makes an invitation link: address and role first, then the link to copy, shown this once. */
import { Plus, TriangleAlert } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { type FormEvent, useId, useState } from 'react'
import { LIMITS } from '#domain/contract/limits.ts'
import { type GrantableRole, ROLES } from '#domain/contract/roles.ts'
import { invite, type NewInvitation } from '#web/features/invitations/api.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { CopyField } from '#web/ui/copy-field.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Field } from '#web/ui/field.tsx'
import select from '#web/ui/select.module.css'
import { useDeed } from '#web/use-deed.ts'
import { GRANTABLE_ROLES, roleWords } from '../format.ts'
import styles from './invite-dialog.module.css'

export function InviteButton({ onInvited }: { readonly onInvited: () => void }) {
  // Whoever found nobody to mention comes with it.
  const [open, setOpen] = useState(useSearchParams().has('invite'))
  const [made, setMade] = useState<(NewInvitation & { email: string }) | null>(null)
  const change = (next: boolean) => {
    setOpen(next)
    if (!next) setMade(null)
  }
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <Plus aria-hidden />
        Invite
      </Button>
      <Dialog
        open={open}
        onOpenChange={change}
        title={made ? 'The link is ready' : 'Invite somebody'}
        description={
          made
            ? `Send it to ${made.email}. It works once, for ${LIMITS.invitationDays} days, and is not shown again.`
            : 'You get a link to send; there is no mail server yet.'
        }
      >
        {made ? (
          <Link url={made.url} onDone={() => change(false)} />
        ) : (
          <InviteForm
            onMade={(invitation, email) => {
              setMade({ ...invitation, email })
              onInvited()
            }}
          />
        )}
      </Dialog>
    </>
  )
}

function InviteForm({ onMade }: { readonly onMade: (invitation: NewInvitation, email: string) => void }) {
  const { workspace } = useHere()
  const roles = GRANTABLE_ROLES.filter(role => ROLES.indexOf(role) <= ROLES.indexOf(workspace.role))
  const roleId = useId()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<GrantableRole>('editor')
  const { busy, trouble, run } = useDeed()
  const send = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => onMade(await invite(workspace.id, { email: email.trim(), role }), email.trim()))
  }

  return (
    <form className={styles.form} onSubmit={send}>
      <Field
        label="Email"
        name="email"
        type="email"
        required
        autoComplete="off"
        value={email}
        onChange={event => setEmail(event.target.value)}
      />
      <div className={select.labelled}>
        <label htmlFor={roleId}>Role</label>
        <select
          id={roleId}
          name="role"
          className={select.select}
          value={role}
          onChange={event => setRole(roles.find(each => each === event.target.value) ?? role)}
        >
          {roles.map(each => (
            <option key={each} value={each}>
              {roleWords(each).word} – {roleWords(each).may.toLowerCase()}
            </option>
          ))}
        </select>
      </div>
      {trouble && (
        <Banner tone="failed" icon={<TriangleAlert />} role="alert">
          {trouble}
        </Banner>
      )}
      <div className={styles.foot}>
        <Button type="submit" look="primary" busy={busy}>
          Make the link
        </Button>
      </div>
    </form>
  )
}

function Link({ url, onDone }: { readonly url: string; readonly onDone: () => void }) {
  return (
    <div className={styles.form}>
      <CopyField label="Invitation link" value={url} />
      <div className={styles.foot}>
        <Button look="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  )
}
