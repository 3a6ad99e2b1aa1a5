'use client'
/** Follows what the person does in their other tabs. Renders nothing. */
import { useEffect } from 'react'
import { applyTheme } from '#web/ui/theme.ts'
import { onTabMessage } from '../tabs.ts'

export function TabNews() {
  useEffect(
    () =>
      onTabMessage(message => {
        if (message.type === 'theme') applyTheme(message.theme)
        else location.assign('/sign-in')
      }),
    [],
  )
  return null
}
