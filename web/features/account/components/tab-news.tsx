'use client'
/** Follows what the person does in their other tabs. Renders nothing. */
import { useEffect } from 'react'
import { leaveUnasked } from '#web/leaving.ts'
import { applyTheme } from '#web/ui/theme.ts'
import { onTabMessage } from '../tabs.ts'

export function TabNews() {
  useEffect(
    () =>
      onTabMessage(message => {
        if (message.type === 'theme') applyTheme(message.theme)
        else {
          leaveUnasked()
          location.assign('/sign-in')
        }
      }),
    [],
  )
  return null
}
