/** People who are gone are shown a moment longer: who reloads a page, or loses a connection for a second, has not left. */

type Linger<Person> = { readonly take: (people: readonly Person[]) => void; readonly stop: () => void }

/** With the moment in which the server notices: gone for everybody three seconds after the last tab. */
const LINGER_MS = 1_500

/** @param show called with everybody who is to be shown, in the order given, those who linger last */
export function createLinger<Person extends { readonly id: string }>(
  show: (people: readonly Person[]) => void,
): Linger<Person> {
  let here: readonly Person[] = []
  const leaving = new Map<string, { readonly person: Person; readonly timer: ReturnType<typeof setTimeout> }>()

  const showAll = () => show([...here, ...Array.from(leaving.values(), ({ person }) => person)])
  const leave = (person: Person) => {
    const timer = setTimeout(() => {
      leaving.delete(person.id)
      showAll()
    }, LINGER_MS)
    leaving.set(person.id, { person, timer })
  }

  return {
    take: people => {
      const ids = new Set(people.map(({ id }) => id))
      for (const person of here) if (!ids.has(person.id)) leave(person)
      for (const id of ids) {
        clearTimeout(leaving.get(id)?.timer)
        leaving.delete(id)
      }
      here = people
      showAll()
    },
    stop: () => {
      for (const { timer } of leaving.values()) clearTimeout(timer)
    },
  }
}
