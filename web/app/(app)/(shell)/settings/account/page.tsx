import { AccountPage } from '#web/features/account/components/account-page.tsx'
import { loadConfirmation } from '#web/features/sign-in/load.ts'
import { PartOf } from '#web/features/workspace/components/page-of.tsx'
import { loadViewer } from '#web/features/workspace/load.ts'

export default async function Account() {
  const [{ user }, confirmation] = await Promise.all([loadViewer(), loadConfirmation()])
  return (
    <PartOf userId={user.id}>
      <AccountPage confirmation={confirmation} />
    </PartOf>
  )
}
