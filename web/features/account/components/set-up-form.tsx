'use client'
/** The first form this server ever shows: a workspace and its owner. */
import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { LIMITS } from '#domain/contract/limits.ts'
import { ApiError, errorWords } from '#web/api-client.ts'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { Field } from '#web/ui/field.tsx'
import { PageLink } from '#web/ui/page-link.tsx'
import { setUp } from '../api.ts'
import { passwordTrouble } from '../format.ts'
import { textOf, useFormState } from './form-state.ts'
import { NewPersonFields } from './new-person-fields.tsx'
import styles from './set-up-form.module.css'

export function SetUpForm({ setupToken }: { readonly setupToken: string }) {
  const [password, setPassword] = useState('')
  const [owned, setOwned] = useState(false)
  const { busy, trouble, setTrouble, onSubmit } = useFormState(async form => {
    const missing = passwordTrouble(password)
    if (missing) {
      setTrouble(missing)
      return 'staying'
    }
    try {
      await setUp({
        setupToken,
        workspaceName: textOf(form, 'workspaceName').trim(),
        name: textOf(form, 'name').trim(),
        email: textOf(form, 'email').trim(),
        password,
        sample: form.has('sample'),
      })
    } catch (error) {
      setOwned(error instanceof ApiError && error.code === 'set_up_done')
      throw error
    }
    location.assign('/')
    return 'leaving'
  }, errorWords)

  return (
    <form className={styles.form} aria-label="First set-up" onSubmit={onSubmit} method="post">
      <Field
        label="Workspace name"
        name="workspaceName"
        required
        maxLength={LIMITS.nameChars}
        autoComplete="organization"
        autoFocus
      />
      <NewPersonFields onPasswordChange={setPassword} />
      <Checkbox name="sample" defaultChecked>
        Add a sample post to play with
      </Checkbox>
      {trouble && (
        <Banner tone="failed" icon={<TriangleAlert />} role="alert">
          {trouble} {owned && <PageLink href="/sign-in">Go to sign in</PageLink>}
        </Banner>
      )}
      <Button type="submit" look="primary" size="large" busy={busy}>
        Create workspace
      </Button>
    </form>
  )
}
