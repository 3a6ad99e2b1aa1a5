/** Who is here: one face a person, at most four, then how many more. */
import { Avatar } from './avatar.tsx'
import styles from './facepile.module.css'

export type Face = { readonly id: string; readonly name: string; readonly color: number; readonly away?: boolean }

const MOST = 4

export function Facepile({ people, label }: { readonly people: readonly Face[]; readonly label: string }) {
  if (people.length === 0) return null
  const shown = people.length > MOST ? people.slice(0, MOST - 1) : people
  const hidden = people.slice(shown.length)
  const names = hidden.map(person => person.name).join(', ')
  return (
    <ul className={styles.pile} aria-label={label}>
      {shown.map(person => (
        <li key={person.id}>
          <Avatar name={person.name} color={person.color} away={person.away} size="small" />
        </li>
      ))}
      {hidden.length > 0 && (
        <li className={styles.more} title={names}>
          <span aria-hidden>+{hidden.length}</span>
          <span className="vh">{names}</span>
        </li>
      )}
    </ul>
  )
}
