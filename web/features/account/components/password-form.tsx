'use client'
/** A new password: everywhere else one is signed out by it. */
import { Check } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { LIMITS } from '#domain/contract/limits.ts'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import { useDeed } from '#web/use-deed.ts'
import { changePassword } from '../api.ts'
import styles from './account-page.module.css'

export function PasswordForm() {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [done, setDone] = useState(false)
  const { busy, trouble, run } = useDeed()

  async function send(event: FormEvent) {
    event.preventDefault()
    setDone(false)
    if (!(await run(() => changePassword({ currentPassword: current, newPassword: next })))) return
    setDone(true)
    setCurrent('')
    setNext('')
  }

  return (
    <form className={styles.card} aria-labelledby="password-title" onSubmit={event => void send(event)}>
      <div>
        <h3 id="password-title">Password</h3>
        <p className={styles.note}>A new one signs you out everywhere else, and closes what is open there.</p>
      </div>
      <Field
        label="Password now"
        type="password"
        autoComplete="current-password"
        required
        value={current}
        onChange={event => setCurrent(event.target.value)}
        error={trouble}
      />
      <Field
        label="New password"
        type="password"
        autoComplete="new-password"
        required
        minLength={LIMITS.passwordCharsMin}
        maxLength={LIMITS.passwordCharsMax}
        value={next}
        hint={`At least ${LIMITS.passwordCharsMin} characters. A short sentence works well.`}
        onChange={event => setNext(event.target.value)}
      />
      {done && (
        <Banner tone="published" icon={<Check />} role="status">
          The password is changed. You are signed out everywhere else.
        </Banner>
      )}
      <div>
        <Button type="submit" busy={busy}>
          Change password
        </Button>
      </div>
    </form>
  )
}
