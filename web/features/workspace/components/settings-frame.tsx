'use client'
/** Settings: which part, and the part. */
import { Bell, History, Send, Settings, Trash2, User, Users, Webhook } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { type ReactNode, useEffect, useRef } from 'react'
import { PageLink } from '#web/ui/page-link.tsx'
import { PageHeader } from './page-header.tsx'
import styles from './settings-frame.module.css'

const TRAILS: Readonly<Record<string, string>> = {
  '/settings/members': 'Members',
  '/settings/channels': 'Channels',
  '/settings/webhooks': 'Incoming webhooks',
  '/settings/workspace': 'Workspace',
  '/settings/activity': 'Activity',
  '/settings/bin': 'Bin',
  '/settings/account': 'Account',
  '/settings/notifications': 'Notifications',
}

export function SettingsFrame({ children }: { readonly children: ReactNode }) {
  const path = usePathname()
  const nav = useRef<HTMLElement>(null)
  // On small screens they stand in a row of which only a part is in sight.
  useEffect(() => {
    // What it gives is a promise in newer browsers, which an effect must not return.
    nav.current?.querySelector(`[href="${path}"]`)?.scrollIntoView({ inline: 'nearest', block: 'nearest' })
  }, [path])
  const current = (at: string) => (path === at ? 'page' : undefined)
  return (
    <>
      <PageHeader title="Settings" trail={TRAILS[path] ?? 'Members'} />
      <div className={styles.frame}>
        <nav ref={nav} className={styles.nav} aria-label="Settings">
          <p className={styles.group}>Workspace</p>
          <PageLink href="/settings/members" aria-current={current('/settings/members')}>
            <Users aria-hidden />
            Members
          </PageLink>
          <PageLink href="/settings/channels" aria-current={current('/settings/channels')}>
            <Send aria-hidden />
            Channels
          </PageLink>
          <PageLink href="/settings/webhooks" aria-current={current('/settings/webhooks')}>
            <Webhook aria-hidden />
            Webhooks
          </PageLink>
          <PageLink href="/settings/workspace" aria-current={current('/settings/workspace')}>
            <Settings aria-hidden />
            Workspace
          </PageLink>
          <PageLink href="/settings/activity" aria-current={current('/settings/activity')}>
            <History aria-hidden />
            Activity
          </PageLink>
          <PageLink href="/settings/bin" aria-current={current('/settings/bin')}>
            <Trash2 aria-hidden />
            Bin
          </PageLink>
          <p className={styles.group}>You</p>
          <PageLink href="/settings/account" aria-current={current('/settings/account')}>
            <User aria-hidden />
            Account
          </PageLink>
          <PageLink href="/settings/notifications" aria-current={current('/settings/notifications')}>
            <Bell aria-hidden />
            Notifications
          </PageLink>
        </nav>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keys too. */}
        <section className={styles.scroll} aria-label="Settings" tabIndex={0}>
          <div className={styles.inner}>{children}</div>
        </section>
      </div>
    </>
  )
}
