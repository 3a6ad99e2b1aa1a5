import { NotHere } from '#web/features/workspace/components/not-here.tsx'

export default function NotFound() {
  return <NotHere title="No post here" words="There is no post here, or you may not see it." />
}
