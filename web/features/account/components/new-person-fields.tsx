'use client'
/** Name, email and password of somebody new. */
import { useState } from 'react'
import { LIMITS } from '#domain/contract/limits.ts'
import { Field } from '#web/ui/field.tsx'
import { PASSWORD_HINT, passwordTrouble } from '../format.ts'
import styles from './new-person-fields.module.css'

type NewPersonFieldsProps = {
  /** An invitation is for one address: it cannot be changed here. */
  readonly email?: string
  readonly onPasswordChange: (password: string) => void
}

export function NewPersonFields({ email, onPasswordChange }: NewPersonFieldsProps) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [left, setLeft] = useState(false)
  const trouble = passwordTrouble(password)
  return (
    <>
      <Field
        label="Your name"
        name="name"
        autoComplete="name"
        required
        maxLength={LIMITS.nameChars}
        value={name}
        onChange={event => setName(event.target.value)}
        hint={
          <>
            Others see it beside your cursor
            {name.trim() !== '' && (
              <>
                : <span className={styles.flag}>{name.trim().split(/\s+/)[0]}</span>
              </>
            )}
          </>
        }
      />
      <Field
        label="Email"
        name="email"
        type="email"
        autoComplete="username"
        required
        defaultValue={email}
        readOnly={email !== undefined}
        hint={email === undefined ? undefined : 'The invitation is for this address'}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        minLength={LIMITS.passwordCharsMin}
        maxLength={LIMITS.passwordCharsMax}
        value={password}
        onChange={event => {
          setPassword(event.target.value)
          onPasswordChange(event.target.value)
        }}
        onBlur={() => setLeft(true)}
        error={left && password !== '' ? trouble : null}
        hint={password === '' || trouble === null ? PASSWORD_HINT : trouble}
      />
    </>
  )
}
