import { Door } from '#web/features/account/components/door.tsx'
import { FirstChecks } from '#web/features/account/components/first-checks.tsx'
import { SetUpForm } from '#web/features/account/components/set-up-form.tsx'
import { isSetUp } from '#web/features/account/load.ts'
import { ButtonLink } from '#web/ui/button.tsx'
import { Mark } from '#web/ui/mark.tsx'
import styles from './page.module.css'

type SetUpPageProps = { readonly searchParams: Promise<{ token?: string | string[] }> }

export default async function SetUpPage({ searchParams }: SetUpPageProps) {
  const { token } = await searchParams
  if (await isSetUp()) return <OwnedAlready />
  if (typeof token !== 'string' || token === '') return <NoToken />
  return (
    <div className={styles.page}>
      <title>Set up Galley</title>
      <main className={styles.main} id="main">
        <div className={styles.logo}>
          <Mark />
          Galley
        </div>
        <div className={styles.middle}>
          <h1>Your press room</h1>
          <p className={styles.lead}>
            Nobody has signed in here yet, so you are the owner. It all stays on this machine.
          </p>
          <SetUpForm setupToken={token} />
        </div>
        <FirstChecks />
      </main>
      <aside className={styles.art} aria-label="What the sample post says">
        <div className={styles.sheet}>
          <h2>Welcome. This page is alive</h2>
          <p>
            Open it in a second window and write in both. You will see two cursors
            <span className={styles.caret} data-person="4">
              <b>You, in the other window</b>
            </span>{' '}
            and one text.
          </p>
          <p>
            Pull the network cable and go on writing. The sign above says <em>Offline – kept on this device</em>. Put it
            back, and it says <em>Saved</em> only when it is.
          </p>
          <p>
            Then press <b>Publish…</b> and watch the post move in the list.
          </p>
        </div>
      </aside>
    </div>
  )
}

function OwnedAlready() {
  return (
    <Door
      title="This server has an owner already"
      lead="The set-up link works once. Sign in, or ask the owner for an invitation."
    >
      <title>Set up · Galley</title>
      <ButtonLink href="/sign-in" look="primary" size="large">
        Sign in
      </ButtonLink>
    </Door>
  )
}

function NoToken() {
  return (
    <Door
      title="The set-up link is not whole"
      lead="Open the link that the server printed when it started; it ends in ?token= and a long word."
    >
      <title>Set up · Galley</title>
    </Door>
  )
}
