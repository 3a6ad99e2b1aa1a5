import type { Metadata } from 'next'
import { GuestPage } from '#web/features/guest/components/guest-page.tsx'
import { loadGuestPage } from '#web/features/guest/load.ts'

/** Previews in chats read this: nothing of the post is in it. */
export const metadata: Metadata = {
  title: 'Shared post · Galley',
  referrer: 'no-referrer',
  robots: { index: false, follow: false, noarchive: true },
}

export default async function Page({ params }: { readonly params: Promise<{ readonly token: string }> }) {
  return <GuestPage page={await loadGuestPage((await params).token)} />
}
