import { MembersPage } from '#web/features/members/components/members-page.tsx'
import { loadMembers } from '#web/features/members/load.ts'
import { loadConfirmation } from '#web/features/sign-in/load.ts'
import { PageOfLists } from '#web/features/workspace/components/page-of-lists.tsx'

export default function Members() {
  return <PageOfLists show={showMembers} />
}

async function showMembers() {
  const [data, confirmation] = await Promise.all([loadMembers(), loadConfirmation()])
  return <MembersPage {...data} confirmation={confirmation} />
}
