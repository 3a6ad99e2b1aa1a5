import { PageOfLists } from '#web/features/workspace/components/page-of-lists.tsx'
import { WorkspaceSettings } from '#web/features/workspace/components/workspace-settings.tsx'
import { loadSettings } from '#web/features/workspace/load.ts'

export default function Workspace() {
  return <PageOfLists show={showSettings} />
}

async function showSettings() {
  const settings = await loadSettings()
  return settings && <WorkspaceSettings settings={settings} />
}
