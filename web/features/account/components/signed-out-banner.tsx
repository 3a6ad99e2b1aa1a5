'use client'
/**
 * Why this page's person is signed out, asked when it is shown, and the way on: by oneself or elsewhere, suspended, with whom
 * to ask, or because somebody else has signed in in this browser. SPEC AU112, AU431.
 */
import { Lock } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { ApiError, apiFetch } from '#web/api-client.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { Banner } from '#web/ui/banner.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { signedInAs } from '../signed-in-as.ts'

type SignedOutBannerProps = {
  /** What that means for what the page shows. */
  readonly children?: ReactNode
  readonly actions?: ReactNode
  readonly role?: 'alert' | 'note'
}

export function SignedOutBanner({ children, actions, role }: SignedOutBannerProps) {
  const { user } = useHere()
  const path = usePathname()
  const [refusal, setRefusal] = useState<unknown>(null)
  useEffect(() => {
    apiFetch('/api/v1/me').catch(setRefusal)
  }, [])
  const other = signedInAs(refusal)
  const why = refusal instanceof ApiError && refusal.code === 'suspended' ? refusal.message : 'You were signed out.'
  return (
    <Banner
      tone="failed"
      icon={<Lock />}
      role={role}
      actions={
        <>
          {actions}
          {other === null ? (
            // A whole new page: what this one still holds belongs to a session that has ended.
            <a
              className={buttonClass({ size: 'small' })}
              href={`/sign-in?reason=ended&next=${encodeURIComponent(path)}`}
            >
              Sign in
            </a>
          ) : (
            <Button size="small" onClick={() => location.reload()}>
              Reload
            </Button>
          )}
        </>
      }
    >
      {other === null ? (
        <b>{why}</b>
      ) : (
        <>
          <b>{`This browser is signed in as ${other} now, and this page is still ${user.name}’s.`}</b>
          {` Reload it to go on as ${other}.`}
        </>
      )}{' '}
      {children}
    </Banner>
  )
}
