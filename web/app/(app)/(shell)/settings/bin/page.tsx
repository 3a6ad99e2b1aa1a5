import { BinPage } from '#web/features/bin/components/bin-page.tsx'

export default function Bin() {
  return <BinPage />
}
