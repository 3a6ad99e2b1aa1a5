/** Where a post went or goes, a chip a channel: its icon, its state as a shape, both in words. */
import { Globe, Radio, Webhook } from 'lucide-react'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { StatusGlyph } from '#web/ui/status-glyph.tsx'
import { deliveryStatus } from '../status.ts'
import styles from './channel-chips.module.css'

export function ChannelChips({ of: { deliveries = [], state: postState } }: { readonly of: FeedPost }) {
  if (deliveries.length === 0) return null
  return (
    <ul className={styles.chips} aria-label="Channels">
      {deliveries.map(({ channelId, name, kind, state, reason, earlier }) => {
        const { glyph, tone, word } = deliveryStatus(state, postState)
        const words = `${name}: ${word.toLowerCase()}${earlier ? ', an earlier text' : ''}${reason ? `, ${reason}` : ''}`
        return (
          <li key={channelId} className={styles.chip} data-tone={tone} title={words}>
            <ChannelIcon kind={kind} />
            <StatusGlyph name={glyph} />
            <span className="vh">{words}</span>
          </li>
        )
      })}
    </ul>
  )
}

function ChannelIcon({ kind }: { readonly kind: string }) {
  switch (kind) {
    case 'site':
      return <Globe aria-hidden />
    case 'webhook':
      return <Webhook aria-hidden />
    default:
      return <Radio aria-hidden />
  }
}
