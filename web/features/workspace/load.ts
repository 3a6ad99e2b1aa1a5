/** The signed-in frame of every page: who, which workspace, and what the live side starts with. */
import { cookies } from 'next/headers'
import { cache } from 'react'
import type { UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { findFeed } from '#domain/queries/feed.ts'
import { findLists } from '#domain/queries/workspace-lists.ts'
import { getWorkspace } from '#domain/queries/workspaces.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { requireViewer, type Viewer } from '#web/auth/session.ts'
import { standingOf } from '#web/realtime/entries.ts'
import type { NotificationItem } from '#web/realtime/realtime-types.ts'
import { serverContext } from '#web/server-context.ts'
import { parseTheme, THEME_COOKIE } from '#web/ui/theme.ts'
import type { Settings } from './components/workspace-settings.tsx'
import { WORKSPACE_COOKIE } from './current-workspace.ts'
import type { Here } from './here.tsx'
import type { MadeFor } from './made-for.ts'

/** Once a request, however many parts of the page ask; redirects to /sign-in when nobody is signed in. */
export const loadViewer: () => Promise<Viewer> = cache(requireViewer)

/** Null for somebody who is in no workspace (any more). */
export const loadHere: () => Promise<(Here & { workspace: { id: WorkspaceId } }) | null> = cache(async () => {
  const [viewer, jar] = await Promise.all([loadViewer(), cookies()])
  const chosen = jar.get(WORKSPACE_COOKIE)?.value
  const workspace = viewer.workspaces.find(each => each.id === chosen) ?? viewer.workspaces[0]
  if (!workspace) return null
  return {
    user: viewer.user,
    workspace,
    workspaces: viewer.workspaces.map(({ id, name }) => ({ id, name })),
    theme: parseTheme(jar.get(THEME_COOKIE)?.value),
  }
})

/** To be asked before what the page shows is read; null for somebody who is in no workspace. */
export async function loadMadeFor(): Promise<MadeFor | null> {
  const here = await loadHere()
  if (!here) return null
  const workspaceId = here.workspace.id
  return { userId: here.user.id, workspaceId, lists: (await findLists(serverContext().db, [workspaceId]))[workspaceId] }
}

/** What the workspace on screen has decided; null for somebody who is in none. */
export async function loadSettings(): Promise<Settings | null> {
  const here = await loadHere()
  if (!here) return null
  const { db } = serverContext()
  const principal = { userId: here.user.id as UserId, sessionId: null }
  const { name, approvalPolicy, graceMinutes, commentPolicy, slots } = await getWorkspace(
    db,
    await requireWorkspace(db, principal, here.workspace.id, 'read'),
  )
  return { name, approvalPolicy, graceMinutes, commentPolicy, slots }
}

/** The same rows that the feed document will bring: the page is whole before the socket is open. */
export async function loadFeed() {
  const { user } = await loadViewer()
  const feed = await findFeed(serverContext().db, user.id)
  const items: NotificationItem[] = [...feed.notifications].map(([id, notification]) => ({ id, ...notification }))
  return {
    posts: Object.fromEntries(feed.posts),
    notifications: { items, unread: feed.unread },
    standing: standingOf(feed),
  }
}
