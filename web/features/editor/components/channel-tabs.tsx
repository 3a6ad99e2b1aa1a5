'use client'
/** Above the text: the text itself, and what goes out on each channel that takes little. */
import { Tabs } from '@base-ui/react/tabs'
import { PenLine } from 'lucide-react'
import { ChannelIcon } from '#web/features/channels/components/channel-icon.tsx'
import type { ChannelTextView } from '../channel-texts.ts'
import styles from './channel-tabs.module.css'

type ChannelTabsProps = {
  readonly texts: readonly ChannelTextView[]
  /** A channel's id; null for the text. */
  readonly chosen: string | null
  readonly onChoose: (channelId: string | null) => void
}

export function ChannelTabs({ texts, chosen, onChoose }: ChannelTabsProps) {
  return (
    <Tabs.Root
      className={styles.bar}
      value={chosen ?? ''}
      onValueChange={(next: string) => onChoose(next === '' ? null : next)}
    >
      <Tabs.List className={styles.tabs} aria-label="Text and channels" activateOnFocus>
        <Tabs.Tab className={styles.tab} value="">
          <PenLine aria-hidden />
          Text
        </Tabs.Tab>
        {texts.map(({ channel, text }) => (
          <Tabs.Tab key={channel.id} className={styles.tab} value={channel.id}>
            <ChannelIcon kind={channel.kind} />
            {channel.name}
            {text.problem && (
              <span className={styles.over}>
                {text.problem === 'too_long' ? `−${text.length - text.limit}` : '!'}
                <span className="vh">{text.problem === 'too_long' ? ' letters too long' : ' does not fit'}</span>
              </span>
            )}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs.Root>
  )
}
