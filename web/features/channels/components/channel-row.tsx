'use client'
/** One channel: what it is, whether it is on, what its last test said, and what may be done with it. */
import { Ellipsis, KeyRound, Pencil, ScrollText, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { CHANNEL_KIND_FACTS, findChannelKind } from '#domain/contract/channel-kinds.ts'
import type { ChannelView } from '#domain/queries/channels.ts'
import { errorWords } from '#web/api-client.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { Button } from '#web/ui/button.tsx'
import { useAnnouncements } from '#web/ui/live-region.tsx'
import { Menu, MenuItem } from '#web/ui/menu.tsx'
import { StatusLabel } from '#web/ui/status-label.tsx'
import { Switch } from '#web/ui/switch.tsx'
import { Time } from '#web/ui/time.tsx'
import { toastError } from '#web/ui/toast.ts'
import { changeChannel, testChannel } from '../api.ts'
import { channelLine } from '../format.ts'
import { ChannelIcon } from './channel-icon.tsx'
import { ChannelLogDialog } from './channel-log.tsx'
import styles from './channels-page.module.css'
import { EditChannelDialog } from './edit-channel.tsx'
import { NewSecretDialog, RemoveChannelDialog } from './sure-dialogs.tsx'

type ChannelRowProps = {
  readonly channel: ChannelView
  readonly manages: boolean
  readonly onChanged: () => void
  readonly onSecret: (secret: string) => void
}

type Asked = 'edit' | 'log' | 'secret' | 'remove' | null

export function ChannelRow({ channel, manages, onChanged, onSecret }: ChannelRowProps) {
  const { workspace } = useHere()
  const { say } = useAnnouncements()
  const [asked, setAsked] = useState<Asked>(null)
  const [testing, setTesting] = useState(false)
  const [wantsOn, setWantsOn] = useState<boolean | null>(null)
  const kind = findChannelKind(channel.kind)
  const facts = kind && CHANNEL_KIND_FACTS[kind]
  const isOn = wantsOn ?? channel.enabled

  async function turn(on: boolean) {
    setWantsOn(on)
    try {
      await changeChannel(channel.id, { enabled: on })
      say(`${channel.name} is switched ${on ? 'on' : 'off'}`)
    } catch (error) {
      toastError(`${channel.name} stays ${channel.enabled ? 'on' : 'off'}`, { description: errorWords(error) })
    }
    onChanged()
    setWantsOn(null)
  }

  async function test() {
    setTesting(true)
    try {
      const { works, words } = await testChannel(channel.id)
      say(`${channel.name}: ${works ? 'works' : 'does not work'}. ${words}`)
    } catch (error) {
      toastError(`${channel.name} was not tested`, { description: errorWords(error) })
    }
    setTesting(false)
    onChanged()
  }

  return (
    <li className={styles.row}>
      <span className={styles.icon}>
        <ChannelIcon kind={channel.kind} />
      </span>
      <div className={styles.names}>
        <b>{channel.name}</b>
        <span className={styles.small}>{channelLine(channel, `/p/${workspace.slug}`)}</span>
      </div>
      <div className={styles.state}>
        <State channel={channel} isOn={isOn} testing={testing} />
      </div>
      {manages && (
        <div className={styles.deeds}>
          <Button size="small" busy={testing} aria-label={`Test ${channel.name}`} onClick={() => void test()}>
            Test
          </Button>
          <Switch label={`${channel.name} is on`} checked={isOn} onChange={on => void turn(on)} />
          <Menu
            align="end"
            trigger={
              <Button look="quiet" size="small" icon aria-label={`More about ${channel.name}`}>
                <Ellipsis aria-hidden />
              </Button>
            }
          >
            <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setAsked('edit')}>
              Edit
            </MenuItem>
            <MenuItem icon={<ScrollText aria-hidden />} onSelect={() => setAsked('log')}>
              Deliveries
            </MenuItem>
            {facts?.secret === 'made' && (
              <MenuItem icon={<KeyRound aria-hidden />} onSelect={() => setAsked('secret')}>
                New secret…
              </MenuItem>
            )}
            <MenuItem
              icon={<Trash2 aria-hidden />}
              danger
              {...(facts?.builtIn && { refused: 'It is built in. Switch it off instead.' })}
              onSelect={() => setAsked('remove')}
            >
              Remove…
            </MenuItem>
          </Menu>
          {asked === 'edit' && (
            <EditChannelDialog channel={channel} onClose={() => setAsked(null)} onChanged={onChanged} />
          )}
          {asked === 'log' && <ChannelLogDialog channel={channel} onClose={() => setAsked(null)} />}
          {asked === 'secret' && (
            <NewSecretDialog channel={channel} onClose={() => setAsked(null)} onSecret={onSecret} />
          )}
          {asked === 'remove' && (
            <RemoveChannelDialog channel={channel} onClose={() => setAsked(null)} onRemoved={onChanged} />
          )}
        </div>
      )}
    </li>
  )
}

function State({ channel, isOn, testing }: { channel: ChannelView; isOn: boolean; testing: boolean }) {
  if (testing) return <StatusLabel glyph="publishing" tone="publishing" word="Testing…" />
  if (!isOn) return <StatusLabel glyph="left-out" tone="draft" word="Switched off" />
  const { lastTest } = channel
  if (!lastTest) return <span className={styles.small}>Not tested yet</span>
  return (
    <>
      {lastTest.works ? (
        <StatusLabel glyph="published" tone="published" word="Works" />
      ) : (
        <StatusLabel glyph="failed" tone="failed" word="Does not work" />
      )}
      <span className={styles.small}>
        {lastTest.words} <Time at={lastTest.at} />
      </span>
    </>
  )
}
