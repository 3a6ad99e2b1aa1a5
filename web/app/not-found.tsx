import { NotHere } from '#web/features/workspace/components/not-here.tsx'

export default function NotFound() {
  return <NotHere title="Nothing here" words="It does not exist, or you may not see it." />
}
