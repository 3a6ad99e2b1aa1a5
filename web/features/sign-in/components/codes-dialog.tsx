'use client'
/** Turning the second step on: password, the secret for the app, its first code, and the codes to write down. */
import { useState } from 'react'
import { errorWords } from '#web/api-client.ts'
import { textOf, useFormState } from '#web/features/account/components/form-state.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Field } from '#web/ui/field.tsx'
import { saveAsFile } from '#web/ui/save-as-file.ts'
import { beginCodes, confirmCodes, endCodes } from '../api.ts'
import { secretOf } from '../words.ts'
import { OwnPassword } from './confirm-yourself.tsx'
import { QrCode } from './qr-code.tsx'
import styles from './sign-in-ways.module.css'

type Begun = Awaited<ReturnType<typeof beginCodes>>
type DialogState = { readonly open: boolean; readonly onOpenChange: (open: boolean) => void }

export function CodesDialog({ open, onOpenChange, onConfirmed }: DialogState & { onConfirmed: () => Promise<void> }) {
  const [begun, setBegun] = useState<Begun | null>(null)
  const [confirmed, setConfirmed] = useState(false)
  const change = (next: boolean) => {
    onOpenChange(next)
    if (next) return
    setBegun(null)
    setConfirmed(false)
    if (confirmed) void onConfirmed()
  }
  return (
    <Dialog open={open} onOpenChange={change} title={titleOf(begun, confirmed)}>
      {begun === null ? (
        <PasswordForm action="Go on" send={async password => setBegun(await beginCodes(password))} />
      ) : confirmed ? (
        <BackupCodes codes={begun.backupCodes} onDone={() => change(false)} />
      ) : (
        <FirstCode uri={begun.totpURI} onRight={() => setConfirmed(true)} />
      )}
    </Dialog>
  )
}

export function EndCodesDialog({ open, onOpenChange, onEnded }: DialogState & { onEnded: () => Promise<void> }) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Turn the second step off"
      description="From then on your password alone is enough."
    >
      <PasswordForm
        action="Turn off"
        send={async password => {
          await endCodes(password)
          onOpenChange(false)
          await onEnded()
        }}
      />
    </Dialog>
  )
}

function titleOf(begun: Begun | null, confirmed: boolean): string {
  if (begun === null) return 'A code after the password'
  return confirmed ? 'Keep these codes' : 'Add Galley to your app'
}

function PasswordForm({
  action,
  send,
}: {
  readonly action: string
  readonly send: (password: string) => Promise<void>
}) {
  const { busy, trouble, onSubmit } = useFormState(async form => {
    await send(textOf(form, 'password'))
    return 'staying'
  }, errorWords)
  return (
    <form className={styles.steps} onSubmit={onSubmit}>
      <OwnPassword trouble={trouble} />
      <div className={styles.foot}>
        <Button type="submit" look="primary" busy={busy}>
          {action}
        </Button>
      </div>
    </form>
  )
}

function FirstCode({ uri, onRight }: { readonly uri: string; readonly onRight: () => void }) {
  const { busy, trouble, onSubmit } = useFormState(async form => {
    await confirmCodes(textOf(form, 'code').replaceAll(' ', ''))
    onRight()
    return 'staying'
  }, errorWords)
  return (
    <form className={styles.steps} onSubmit={onSubmit}>
      <p>Scan this with an app for codes (Aegis, 1Password, Google Authenticator), or type the secret into it.</p>
      <QrCode text={uri} label="Secret for the app, as a picture; it stands below as text" />
      <p className={styles.secret}>{secretOf(uri)}</p>
      <Field
        label="Code that the app shows now"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        error={trouble}
      />
      <div className={styles.foot}>
        <Button type="submit" look="primary" busy={busy}>
          Turn on
        </Button>
      </div>
    </form>
  )
}

function BackupCodes({ codes, onDone }: { readonly codes: readonly string[]; readonly onDone: () => void }) {
  return (
    <div className={styles.steps}>
      <p>The second step is on. Without your phone, one of these gets you in; each works once. They are shown once.</p>
      <ul className={styles.codes} aria-label="Backup codes">
        {codes.map(code => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={styles.foot}>
        <Button onClick={() => saveAsFile(`${codes.join('\n')}\n`, 'Galley backup codes')}>Save as a file</Button>
        <Button look="primary" onClick={onDone}>
          I have them
        </Button>
      </div>
    </div>
  )
}
