'use client'
/** The question a command asks first, if there is one; its parts come when somebody asks for them. */
import { useLate } from '#web/ui/use-late.ts'
import type { PostDoing } from './post-doing.ts'

const loadPublish = () => import('./publish-dialog.tsx')
const loadSchedule = () => import('#web/features/calendar/components/schedule-dialog.tsx')

export function PostQuestion({ doing }: { readonly doing: PostDoing }) {
  const { question, endQuestion, run } = doing
  const publish = useLate(loadPublish, question?.ask === 'publish')
  const schedule = useLate(loadSchedule, question?.ask === 'schedule')
  if (!question) return null
  if (question.ask === 'publish') {
    return publish && <publish.PublishDialog row={question.row} onClose={endQuestion} onRun={run} />
  }
  return (
    schedule && (
      <schedule.ScheduleDialog
        row={question.row}
        planned={question.planned}
        onClose={endQuestion}
        onRun={run}
        onPublishNow={() => doing.ask({ ask: 'publish', row: question.row })}
      />
    )
  )
}
