import type { ReactNode } from 'react'
import { TabNews } from '#web/features/account/components/tab-news.tsx'
import { NotificationNews } from '#web/features/notifications/components/notification-news.tsx'
import { ConnectionNews } from '#web/features/workspace/components/connection.tsx'
import { FreshRights } from '#web/features/workspace/components/fresh-rights.tsx'
import { NoWorkspace } from '#web/features/workspace/components/no-workspace.tsx'
import { PageOf } from '#web/features/workspace/components/page-of.tsx'
import { TabIcon } from '#web/features/workspace/components/tab-icon.tsx'
import { HereProvider } from '#web/features/workspace/here.tsx'
import { loadFeed, loadHere, loadViewer } from '#web/features/workspace/load.ts'
import { Shortcuts } from '#web/features/workspace/shortcuts.tsx'
import { RealtimeProvider } from '#web/realtime/provider.tsx'
import { Toaster } from '#web/ui/toaster.tsx'

/** Everything for signed-in people stands in here, the editor too: one live side a tab, whatever page is shown. */
export default async function AppLayout({ children }: { readonly children: ReactNode }) {
  const here = await loadHere()
  if (!here) {
    const { user } = await loadViewer()
    return (
      <PageOf userId={user.id}>
        <NoWorkspace userId={user.id} name={user.name} />
      </PageOf>
    )
  }
  const { posts, notifications, standing } = await loadFeed()
  const { id, name, color } = here.user
  return (
    <PageOf userId={id}>
      <HereProvider here={here}>
        <RealtimeProvider
          key={`${id} ${here.workspace.id}`}
          me={{ id, name, color }}
          workspaceId={here.workspace.id}
          initialPosts={posts}
          initialNotifications={notifications}
        >
          <Shortcuts>
            {children}
            <ConnectionNews />
            <FreshRights madeFor={standing} />
            <NotificationNews />
            <TabNews />
            <TabIcon />
            <Toaster />
          </Shortcuts>
        </RealtimeProvider>
      </HereProvider>
    </PageOf>
  )
}
