'use client'
/** Why one is signed out, asked when it is shown: by oneself or elsewhere, or suspended, with whom to ask. SPEC AU112. */
import { useEffect, useState } from 'react'
import { ApiError, apiFetch } from '#web/api-client.ts'

export function SignedOutWords() {
  const [suspended, setSuspended] = useState<string | null>(null)
  useEffect(() => {
    apiFetch('/api/v1/me').catch((error: unknown) => {
      if (error instanceof ApiError && error.code === 'suspended') setSuspended(error.message)
    })
  }, [])
  return <b>{suspended ?? 'You were signed out.'}</b>
}
