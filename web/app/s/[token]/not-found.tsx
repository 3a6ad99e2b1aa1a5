import { Ended } from '#web/features/guest/components/guest-page.tsx'

export default function NotFound() {
  return <Ended />
}
