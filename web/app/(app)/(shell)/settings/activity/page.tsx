import { ActivityPage } from '#web/features/activity/components/activity-page.tsx'

export default function Activity() {
  return <ActivityPage />
}
