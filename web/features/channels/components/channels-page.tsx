'use client'
/** Where posts of the workspace can go: what works, what was tried last; those who manage it change it here. */
import { useState } from 'react'
import { can } from '#domain/contract/rights.ts'
import { SettingsSection } from '#web/features/workspace/components/settings-section.tsx'
import { useHere } from '#web/features/workspace/here.tsx'
import { useRefresh } from '#web/features/workspace/refresh.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { askWords } from '../format.ts'
import type { ChannelsPageData } from '../load.ts'
import { AddChannelButton } from './add-channel.tsx'
import { ChannelRow } from './channel-row.tsx'
import styles from './channels-page.module.css'
import { SecretBanner } from './secret-banner.tsx'

type ShownSecret = { readonly channelName: string; readonly secret: string }

export function ChannelsPage({ channels, managers }: ChannelsPageData) {
  const { workspace } = useHere()
  const [shown, setShown] = useState<ShownSecret | null>(null)
  const manages = can(workspace.role, 'manage')
  const refresh = useRefresh()

  return (
    <SettingsSection
      title="Channels"
      note="Where posts go when they are published."
      actions={
        manages && (
          <AddChannelButton
            onAdded={({ name, secret }) => {
              if (secret !== null) setShown({ channelName: name, secret })
              refresh()
            }}
          />
        )
      }
    >
      {shown && <SecretBanner {...shown} onDone={() => setShown(null)} />}
      {channels.length === 0 ? (
        <EmptyState title="No channels">
          {manages ? 'Add one: posts have nowhere to go yet.' : `Posts have nowhere to go yet. ${askWords(managers)}`}
        </EmptyState>
      ) : (
        <ul className={styles.card} aria-label="Channels">
          {channels.map(channel => (
            <ChannelRow
              key={channel.id}
              channel={channel}
              manages={manages}
              onChanged={refresh}
              onSecret={secret => setShown({ channelName: channel.name, secret })}
            />
          ))}
        </ul>
      )}
      {!manages && <p className={styles.note}>Admins add and change channels. {askWords(managers)}</p>}
    </SettingsSection>
  )
}
