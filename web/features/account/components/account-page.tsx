'use client'
/** You on this server: who, how it looks, which keys, the way out. */
import { LogOut } from 'lucide-react'
import { SessionsCard } from '#web/features/sign-in/components/sessions-card.tsx'
import { SignInWaysCard } from '#web/features/sign-in/components/sign-in-ways.tsx'
import type { Confirmation } from '#web/features/sign-in/load.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { turnSingleKeys, useSingleKeys } from '#web/features/workspace/single-keys.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { Segments } from '#web/ui/segments.tsx'
import styles from './account-page.module.css'
import { YourData } from './delete-account.tsx'
import { PasswordForm } from './password-form.tsx'
import { useSignOut } from './sign-out.tsx'
import { useTheme } from './theme-choices.tsx'

export function AccountPage({ confirmation }: { readonly confirmation: Confirmation }) {
  const { user, workspace } = useHere()
  const [theme, chooseTheme] = useTheme()
  const singleKeys = useSingleKeys()
  const { ask, busy, dialog } = useSignOut()
  return (
    <section className={styles.account} aria-labelledby="account-title">
      <h2 id="account-title">Account</h2>
      <div className={styles.card}>
        <div className={styles.person}>
          <Avatar name={user.name} color={user.color} size="large" decorative />
          <div className={styles.names}>
            <b>{user.name}</b>
            <span>{user.email}</span>
          </div>
        </div>
        <p className={styles.note}>Others in {workspace.name} see your name and this colour beside your cursor.</p>
      </div>
      <div className={styles.card}>
        <div className={styles.line}>
          <div>
            <h3>Theme</h3>
            <p className={styles.note}>In this browser, in all its tabs.</p>
          </div>
          <Segments
            label="Theme"
            value={theme}
            onChange={chooseTheme}
            choices={[
              { value: 'system', words: 'System' },
              { value: 'light', words: 'Light' },
              { value: 'dark', words: 'Dark' },
            ]}
          />
        </div>
        <Checkbox checked={singleKeys} onChange={event => turnSingleKeys(event.target.checked)}>
          Single letters are commands (C new post, J and K move; ? shows all)
        </Checkbox>
      </div>
      {confirmation.hasPassword && <PasswordForm />}
      <SignInWaysCard hasPassword={confirmation.hasPassword} />
      <SessionsCard />
      <YourData confirmation={confirmation} />
      <div>
        <Button busy={busy} onClick={ask}>
          <LogOut aria-hidden />
          Sign out
        </Button>
      </div>
      {dialog}
    </section>
  )
}
