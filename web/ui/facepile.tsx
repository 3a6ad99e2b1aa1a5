/**
 * Who is here: one face a person, at most four, then how many more. It asks for the room that this takes; where it gets
 * less, there are fewer faces and more that are counted. SPEC PR85.
 */
import { Avatar } from './avatar.tsx'
import styles from './facepile.module.css'

type Face = { readonly id: string; readonly name: string; readonly color: number; readonly away?: boolean }

const MOST = 4
/** Of one place with the gap beside it; facepile.module.css measures with the same. */
const PLACE_PX = 22

export function Facepile({ people, label }: { readonly people: readonly Face[]; readonly label: string }) {
  if (people.length === 0) return null
  const places = Math.min(people.length, MOST)
  const faces = people.length > MOST ? people.slice(0, MOST - 1) : people
  const counts = roomsWhere(room => room < people.length)
  return (
    <ul className={styles.pile} style={{ width: places * PLACE_PX }} aria-label={label}>
      {faces.map((person, index) => (
        <li key={person.id} data-rooms={roomsWhere(room => room >= people.length || index < room - 1).join(' ')}>
          <Avatar name={person.name} color={person.color} away={person.away} size="small" />
        </li>
      ))}
      {counts.map(room => (
        <More key={room} room={room} people={people.slice(room - 1)} />
      ))}
    </ul>
  )
}

function More({ room, people }: { readonly room: number; readonly people: readonly Face[] }) {
  const names = people.map(({ name }) => name).join(', ')
  return (
    <li className={styles.more} data-rooms={room} title={names}>
      <span aria-hidden>+{people.length}</span>
      <span className="vh">{names}</span>
    </li>
  )
}

/** Of a pile with room for so many places. */
function roomsWhere(isShown: (room: number) => boolean): readonly number[] {
  return Array.from({ length: MOST }, (_, index) => index + 1).filter(isShown)
}
