import { ReadersPage } from '#web/features/readers/components/readers-page.tsx'

export default function Readers() {
  return <ReadersPage />
}
