import { ChannelsPage } from '#web/features/channels/components/channels-page.tsx'
import { loadChannels } from '#web/features/channels/load.ts'
import { MadePage } from '#web/features/workspace/components/made-page.tsx'
import { loadMadeFor } from '#web/features/workspace/load.ts'

export default async function Channels() {
  const madeFor = await loadMadeFor()
  if (!madeFor) return null
  return (
    <MadePage madeFor={madeFor}>
      <ChannelsPage {...(await loadChannels())} />
    </MadePage>
  )
}
