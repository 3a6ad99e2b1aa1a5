'use client'
/** Name of the workspace; with several, the way to the others. */
import { ChevronDown } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Mark } from '#web/ui/mark.tsx'
import { Menu, MenuChoices, MenuLine, MenuLink } from '#web/ui/menu.tsx'
import { rememberWorkspace } from '../current-workspace.ts'
import { useHere } from '../here.tsx'
import styles from './workspace-menu.module.css'

export function WorkspaceMenu() {
  const router = useRouter()
  const { workspace, workspaces } = useHere()
  const choose = (id: string) => {
    rememberWorkspace(id)
    router.push('/')
    router.refresh()
  }
  return (
    <Menu
      trigger={
        <button type="button" className={styles.trigger}>
          <Mark />
          <span className="vh">Workspace</span>
          <span className={styles.name}>{workspace.name}</span>
          <ChevronDown aria-hidden />
        </button>
      }
    >
      <MenuChoices
        label="Workspace"
        value={workspace.id}
        choices={workspaces.map(({ id, name }) => ({ value: id, word: name }))}
        onChoose={choose}
      />
      <MenuLine />
      <MenuLink href="/settings/members">Members</MenuLink>
      <MenuLink href={`/p/${workspace.slug}`} external>
        Public site
      </MenuLink>
    </Menu>
  )
}
