import { ChannelsPage } from '#web/features/channels/components/channels-page.tsx'
import { loadChannels } from '#web/features/channels/load.ts'

export default async function Channels() {
  return <ChannelsPage {...(await loadChannels())} />
}
