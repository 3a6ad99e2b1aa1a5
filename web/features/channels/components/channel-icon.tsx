/** The sign of a kind of channel; its word is beside it. */
import { AtSign, FlaskConical, Globe, Mail, Radio, Webhook } from 'lucide-react'
import { findChannelKind } from '#domain/contract/channel-kinds.ts'

export function ChannelIcon({ kind }: { readonly kind: string }) {
  switch (findChannelKind(kind)) {
    case 'site':
      return <Globe aria-hidden />
    case 'webhook':
      return <Webhook aria-hidden />
    case 'mastodon':
    case 'bluesky':
      return <AtSign aria-hidden />
    case 'newsletter':
      return <Mail aria-hidden />
    case 'demo':
      return <FlaskConical aria-hidden />
    default:
      return <Radio aria-hidden />
  }
}
