import { InboxPage } from '#web/features/notifications/components/inbox-page.tsx'

export default function Inbox() {
  return <InboxPage />
}
