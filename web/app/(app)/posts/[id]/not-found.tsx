import { NotHere } from '#web/features/workspace/components/not-here.tsx'
import { PartOf } from '#web/features/workspace/components/page-of.tsx'
import { loadViewer } from '#web/features/workspace/load.ts'

export default async function NotFound() {
  const { user } = await loadViewer()
  return (
    <PartOf userId={user.id}>
      <NotHere title="No post here" words="There is no post here, or you may not see it." />
    </PartOf>
  )
}
