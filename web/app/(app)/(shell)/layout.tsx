import type { ReactNode } from 'react'
import { Shell } from '#web/features/workspace/components/shell.tsx'

export default function ShellLayout({ children }: { readonly children: ReactNode }) {
  return <Shell>{children}</Shell>
}
