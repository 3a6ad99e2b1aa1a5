/** What board, calendar and editor ask before a command; its parts come when somebody asks for them. */
import { latePart } from '#web/ui/late-part.ts'

export const publishDialog = latePart(() => import('./components/publish-dialog.tsx'))
export const scheduleDialog = latePart(() => import('#web/features/calendar/components/schedule-dialog.tsx'))
