import type { ReactNode } from 'react'
import { SettingsFrame } from '#web/features/workspace/components/settings-frame.tsx'

export default function SettingsLayout({ children }: { readonly children: ReactNode }) {
  return <SettingsFrame>{children}</SettingsFrame>
}
