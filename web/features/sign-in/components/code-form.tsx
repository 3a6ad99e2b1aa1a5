'use client'
/** The second step: a code of the app, or one of those that were written down. */
import { useState } from 'react'
import { errorWords } from '#web/api-client.ts'
import door from '#web/features/account/components/door.module.css'
import { textOf, useFormState } from '#web/features/account/components/form-state.ts'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { Field } from '#web/ui/field.tsx'
import { giveCode } from '../api.ts'

export function CodeForm({ next, onBack }: { readonly next: string; readonly onBack: () => void }) {
  const [kind, setKind] = useState<'app' | 'backup'>('app')
  const { busy, trouble, setTrouble, onSubmit } = useFormState(async form => {
    const code = textOf(form, 'code').trim()
    await giveCode(kind, kind === 'app' ? code.replaceAll(' ', '') : code, form.get('trust') === 'on')
    location.assign(next)
    return 'leaving'
  }, errorWords)
  const isApp = kind === 'app'
  return (
    <form className={door.card} aria-label="Second step" onSubmit={onSubmit} method="post">
      <Field
        key={kind}
        label={isApp ? 'Code from your app' : 'Backup code'}
        name="code"
        autoComplete="one-time-code"
        inputMode={isApp ? 'numeric' : 'text'}
        spellCheck={false}
        autoCapitalize="off"
        required
        autoFocus
        hint={isApp ? 'Six digits, new each half a minute.' : 'One of those you wrote down; each works once.'}
        error={trouble}
      />
      <Checkbox name="trust">Do not ask on this device for 30 days</Checkbox>
      <Button type="submit" look="primary" size="large" busy={busy}>
        Go on
      </Button>
      <Button
        look="quiet"
        onClick={() => {
          setTrouble(null)
          setKind(isApp ? 'backup' : 'app')
        }}
      >
        {isApp ? 'Use a backup code' : 'Use the code of the app'}
      </Button>
      <Button look="quiet" onClick={onBack}>
        Begin again
      </Button>
    </form>
  )
}
