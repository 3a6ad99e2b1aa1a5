import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { LAYERS_ID } from '#web/ui/layers.ts'
import { LiveRegions } from '#web/ui/live-region.tsx'
import { parseTheme, THEME_COOKIE } from '#web/ui/theme.ts'
import '#web/ui/tokens.css'
import styles from './layout.module.css'

export const metadata: Metadata = { applicationName: 'Galley', robots: { index: false, follow: false } }

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f9f8f7' },
    { media: '(prefers-color-scheme: dark)', color: '#121110' },
  ],
}

/** What every page of the app stands in: the theme, the way past the chrome, the two voices, the place for layers. */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value)
  return (
    <html lang="en" data-theme={theme === 'system' ? undefined : theme}>
      <body>
        <a className={styles.skip} href="#main">
          Skip to content
        </a>
        <LiveRegions>{children}</LiveRegions>
        <section id={LAYERS_ID} aria-label="Menus and dialogs" />
      </body>
    </html>
  )
}
