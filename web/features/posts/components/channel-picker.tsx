'use client'
/** Which channels a post goes to. Before anybody chose: those it is meant for already, else all. */
import { useEffect, useState } from 'react'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { meantChannels } from '../goes.ts'
import type { PostRow } from '../rows.ts'
import styles from './channel-picker.module.css'
import { useChannels } from './use-channels.ts'

/**
 * @param first what is chosen to begin with
 * @returns chosen ids, none while they are not known; and the picker itself
 */
export function useChannelPicker(row: PostRow, first: readonly string[] | null = null) {
  const channels = useChannels(row.workspaceId)
  const [chosen, setChosen] = useState(first)
  const items = channels.status === 'ready' ? channels.items : null
  useEffect(() => {
    if (!items) return
    const known = new Set(meantChannels(row))
    const meant = items.filter(({ id }) => known.has(id))
    setChosen(before => before ?? (meant.length > 0 ? meant : items).map(({ id }) => id))
  }, [items, row])

  const picker = (
    <fieldset className={styles.picker}>
      <legend className={styles.legend}>Goes to</legend>
      {channels.status === 'loading' && <Skeleton width="120px" />}
      {channels.status === 'failed' && (
        <p role="alert">
          Could not load the channels: {channels.why}{' '}
          <Button size="small" onClick={channels.again}>
            Try again
          </Button>
        </p>
      )}
      {items?.length === 0 && <p>There is nowhere to publish to. An admin adds a channel first.</p>}
      {items?.map(({ id, name }) => (
        <Checkbox
          key={id}
          checked={chosen?.includes(id) ?? false}
          onChange={event => {
            const isOn = event.target.checked
            setChosen(before => [...(before ?? []).filter(each => each !== id), ...(isOn ? [id] : [])])
          }}
        >
          {name}
        </Checkbox>
      ))}
    </fieldset>
  )
  return { chosen: chosen ?? [], picker }
}
