import { MembersPage } from '#web/features/members/components/members-page.tsx'
import { loadMembers } from '#web/features/members/load.ts'
import { loadConfirmation } from '#web/features/sign-in/load.ts'
import { MadePage } from '#web/features/workspace/components/made-page.tsx'
import { loadMadeFor } from '#web/features/workspace/load.ts'

export default async function Members() {
  const madeFor = await loadMadeFor()
  if (!madeFor) return null
  const [data, confirmation] = await Promise.all([loadMembers(), loadConfirmation()])
  return (
    <MadePage madeFor={madeFor}>
      <MembersPage {...data} confirmation={confirmation} />
    </MadePage>
  )
}
