import { MembersPage } from '#web/features/members/components/members-page.tsx'
import { loadMembers } from '#web/features/members/load.ts'
import { loadConfirmation } from '#web/features/sign-in/load.ts'

export default async function Members() {
  const [data, confirmation] = await Promise.all([loadMembers(), loadConfirmation()])
  return <MembersPage {...data} confirmation={confirmation} />
}
