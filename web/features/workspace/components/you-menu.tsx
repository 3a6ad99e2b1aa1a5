'use client'
/** You: theme, account, keys, the way out. */
import { Ellipsis } from 'lucide-react'
import { SignOutItem, useSignOut } from '#web/features/account/components/sign-out.tsx'
import { ThemeChoices } from '#web/features/account/components/theme-choices.tsx'
import { Avatar } from '#web/ui/avatar.tsx'
import { Kbd } from '#web/ui/kbd.tsx'
import { Menu, MenuItem, MenuLine, MenuLink } from '#web/ui/menu.tsx'
import { useHere } from '../here.tsx'
import styles from './you-menu.module.css'

export function YouMenu({ onShowKeys }: { readonly onShowKeys: () => void }) {
  const { user } = useHere()
  const { ask, dialog } = useSignOut()
  return (
    <>
      <Menu
        side="top"
        trigger={
          <button type="button" className={styles.trigger}>
            <Avatar name={user.name} color={user.color} decorative />
            <span className={styles.name}>{user.name}</span>
            <span className="vh">, account and theme</span>
            <Ellipsis aria-hidden />
          </button>
        }
      >
        <ThemeChoices />
        <MenuLine />
        <MenuLink href="/settings/account">Account</MenuLink>
        <MenuItem onSelect={onShowKeys} keys={<Kbd>?</Kbd>}>
          Keys
        </MenuItem>
        <MenuLine />
        <SignOutItem onSelect={ask} />
      </Menu>
      {dialog}
    </>
  )
}
