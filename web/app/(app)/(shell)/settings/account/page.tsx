import { AccountPage } from '#web/features/account/components/account-page.tsx'
import { loadConfirmation } from '#web/features/sign-in/load.ts'

export default async function Account() {
  return <AccountPage confirmation={await loadConfirmation()} />
}
