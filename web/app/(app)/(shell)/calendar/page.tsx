import { CalendarPage } from '#web/features/calendar/components/calendar-page.tsx'

export default function Calendar() {
  return <CalendarPage />
}
