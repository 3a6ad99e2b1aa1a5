'use client'
/** Who looks and at which workspace: loaded once by the layout, read by every part beneath it. */
import { createContext, type ReactNode, use } from 'react'
import type { Role } from '#domain/contract/roles.ts'
import type { Theme } from '#web/ui/theme.ts'

export type Here = {
  readonly user: { readonly id: string; readonly name: string; readonly email: string; readonly color: number }
  readonly workspace: { readonly id: string; readonly name: string; readonly slug: string; readonly role: Role }
  readonly workspaces: readonly { readonly id: string; readonly name: string }[]
  /** As the server painted it; the menu goes on from there. */
  readonly theme: Theme
}

const HereContext = createContext<Here | null>(null)

export function HereProvider({ here, children }: { readonly here: Here; readonly children: ReactNode }) {
  return <HereContext value={here}>{children}</HereContext>
}

/** @throws outside the signed-in layout */
export function useHere(): Here {
  const here = use(HereContext)
  if (!here) throw new Error('This part of the page needs <HereProvider> above it.')
  return here
}
