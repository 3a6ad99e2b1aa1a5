import { PreferencesPage } from '#web/features/notifications/components/preferences-page.tsx'

export default function Notifications() {
  return <PreferencesPage />
}
