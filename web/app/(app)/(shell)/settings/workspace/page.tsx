import { WorkspaceSettings } from '#web/features/workspace/components/workspace-settings.tsx'
import { loadSettings } from '#web/features/workspace/load.ts'

export default async function Workspace() {
  const settings = await loadSettings()
  return settings && <WorkspaceSettings settings={settings} />
}
