import { MembersPage } from '#web/features/members/components/members-page.tsx'
import { loadMembers } from '#web/features/members/load.ts'

export default async function Members() {
  return <MembersPage {...(await loadMembers())} />
}
