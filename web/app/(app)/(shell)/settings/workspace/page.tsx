import { MadePage } from '#web/features/workspace/components/made-page.tsx'
import { WorkspaceSettings } from '#web/features/workspace/components/workspace-settings.tsx'
import { loadMadeFor, loadSettings } from '#web/features/workspace/load.ts'

export default async function Workspace() {
  const madeFor = await loadMadeFor()
  const settings = await loadSettings()
  if (!madeFor || !settings) return null
  return (
    <MadePage madeFor={madeFor}>
      <WorkspaceSettings settings={settings} />
    </MadePage>
  )
}
