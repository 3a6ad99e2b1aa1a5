'use client'
/** System, light or dark; every tab of the person follows at once. */
import { useEffect, useState } from 'react'
import { useHere } from '#web/features/workspace/here.tsx'
import { MenuChoices } from '#web/ui/menu.tsx'
import { applyTheme, parseTheme, type Theme } from '#web/ui/theme.ts'
import { onTabMessage, tellTabs } from '../tabs.ts'

const CHOICES = [
  { value: 'system', word: 'System' },
  { value: 'light', word: 'Light' },
  { value: 'dark', word: 'Dark' },
] as const

export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(useHere().theme)
  useEffect(() => {
    // What this tab wears now: another menu, or another tab, may have changed it since the server painted it.
    setTheme(parseTheme(document.documentElement.dataset.theme))
    return onTabMessage(message => {
      if (message.type === 'theme') setTheme(message.theme)
    })
  }, [])
  return [
    theme,
    next => {
      setTheme(next)
      applyTheme(next)
      tellTabs({ type: 'theme', theme: next })
    },
  ]
}

export function ThemeChoices() {
  const [theme, choose] = useTheme()
  return <MenuChoices label="Theme" value={theme} choices={CHOICES} onChoose={choose} />
}
