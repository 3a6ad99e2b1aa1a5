'use client'
/** The pages on small screens, under the thumb. */
import { Calendar, Inbox, LayoutList, Menu as MenuIcon } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { can } from '#domain/contract/rights.ts'
import { SignOutItem, useSignOut } from '#web/features/account/components/sign-out.tsx'
import { ThemeChoices } from '#web/features/account/components/theme-choices.tsx'
import { useUnread } from '#web/realtime/hooks.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Menu, MenuItem, MenuLine, MenuLink } from '#web/ui/menu.tsx'
import { PageLink } from '#web/ui/page-link.tsx'
import { useHere } from '../here.tsx'
import styles from './bottom-bar.module.css'
import { NewPostButton, useNewPost } from './new-post.tsx'

export function BottomBar({ onShowKeys }: { readonly onShowKeys: () => void }) {
  const path = usePathname()
  const unread = useUnread()
  const { workspace } = useHere()
  const { ask, dialog } = useSignOut()
  const { start, offline } = useNewPost()
  const current = (at: boolean) => (at ? 'page' : undefined)
  return (
    <nav className={styles.bar} aria-label="Main, small screen">
      <PageLink href="/" aria-current={current(path === '/')}>
        <LayoutList aria-hidden />
        Posts
      </PageLink>
      <PageLink href="/calendar" aria-current={current(path === '/calendar')}>
        <Calendar aria-hidden />
        Calendar
      </PageLink>
      <NewPostButton className={styles.new} words={false} />
      <PageLink href="/inbox" aria-current={current(path === '/inbox')}>
        <span className={styles.icon}>
          <Inbox aria-hidden />
          <Badge count={unread} label={`${unread} unread`} className={styles.badge} />
        </span>
        Inbox
      </PageLink>
      <Menu
        side="top"
        align="end"
        trigger={
          <button type="button" aria-current={current(path.startsWith('/settings'))}>
            <MenuIcon aria-hidden />
            More
          </button>
        }
      >
        {start && !offline && <MenuItem onSelect={() => start('private')}>New private post</MenuItem>}
        {can(workspace.role, 'publish') && <MenuLink href="/readers">Readers</MenuLink>}
        <MenuLink href="/settings/members">Members</MenuLink>
        <MenuLink href="/settings/account">Account</MenuLink>
        <MenuLink href={`/p/${workspace.slug}`} external>
          Public site
        </MenuLink>
        <MenuLine />
        <ThemeChoices />
        <MenuLine />
        <MenuItem onSelect={onShowKeys}>Keys</MenuItem>
        <SignOutItem onSelect={ask} />
      </Menu>
      {dialog}
    </nav>
  )
}
