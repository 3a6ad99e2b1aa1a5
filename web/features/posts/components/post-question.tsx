'use client'
/** The question a command asks first, if there is one. */
import { Late } from '#web/ui/late.tsx'
import { publishDialog, scheduleDialog } from '../late-questions.ts'
import type { PostDoing } from './post-doing.ts'

export function PostQuestion({ doing }: { readonly doing: PostDoing }) {
  const { question, endQuestion, run } = doing
  const publishing = question?.ask === 'publish' ? question : null
  const scheduling = question?.ask === 'schedule' ? question : null
  return (
    <>
      <Late of={publishDialog} wanted={publishing !== null} name="Publishing" onClose={endQuestion}>
        {({ PublishDialog }) => publishing && <PublishDialog row={publishing.row} onClose={endQuestion} onRun={run} />}
      </Late>
      <Late of={scheduleDialog} wanted={scheduling !== null} name="Scheduling" onClose={endQuestion}>
        {({ ScheduleDialog }) =>
          scheduling && (
            <ScheduleDialog
              row={scheduling.row}
              planned={scheduling.planned}
              onClose={endQuestion}
              onRun={run}
              onPublishNow={() => doing.ask({ ask: 'publish', row: scheduling.row })}
            />
          )
        }
      </Late>
    </>
  )
}
