'use client'
/** What one tab tells the others of this browser: the theme, that somebody signed out, and whom it has just been opened for. */
import { THEMES, type Theme } from '#web/ui/theme.ts'

type TabMessage =
  | { readonly type: 'theme'; readonly theme: Theme }
  | { readonly type: 'signed-out' }
  | { readonly type: 'opened'; readonly userId: string }

const CHANNEL = 'galley_tabs'

export function tellTabs(message: TabMessage): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage(message)
  channel.close()
}

export function onTabMessage(listener: (message: TabMessage) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = event => {
    const message = parseMessage(event.data)
    if (message) listener(message)
  }
  return () => channel.close()
}

/** Tabs of an older version may say what we do not know: ignored. */
function parseMessage(data: unknown): TabMessage | null {
  if (typeof data !== 'object' || data === null || !('type' in data)) return null
  if (data.type === 'signed-out') return { type: 'signed-out' }
  if (data.type === 'opened' && 'userId' in data && typeof data.userId === 'string') {
    return { type: 'opened', userId: data.userId }
  }
  if (data.type === 'theme' && 'theme' in data) {
    const theme = THEMES.find(each => each === data.theme)
    return theme ? { type: 'theme', theme } : null
  }
  return null
}
