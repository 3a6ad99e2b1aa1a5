import { ChannelsPage } from '#web/features/channels/components/channels-page.tsx'
import { loadChannels } from '#web/features/channels/load.ts'
import { PageOfLists } from '#web/features/workspace/components/page-of-lists.tsx'

export default function Channels() {
  return <PageOfLists show={async () => <ChannelsPage {...(await loadChannels())} />} />
}
